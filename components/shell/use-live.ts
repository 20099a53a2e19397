"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore, useTransition } from "react";
import { type LiveListener, liveSource } from "./live-source";

/** A page is asked for at most so often, however much happens. */
const LEAST_PAUSE_MS = 1_000;
const SWITCH = "belfry.live";

/** Hears what happens to runs, while `on`. */
export function useLiveSignals(on: boolean, listener: LiveListener): void {
  const hear = useEffectEvent(listener);
  useEffect(() => (on ? liveSource.listen((signal) => hear(signal)) : undefined), [on]);
}

/** The person's choice whether pages update by themselves: kept in the browser, the same in all its tabs. */
export function useLiveSwitch(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    watchSwitch,
    () => localStorage.getItem(SWITCH) !== "off",
    () => true,
  );
  const set = useCallback((next: boolean) => {
    localStorage.setItem(SWITCH, next ? "on" : "off");
    window.dispatchEvent(new StorageEvent("storage", { key: SWITCH }));
  }, []);
  return [on, set];
}

function watchSwitch(changed: () => void): () => void {
  window.addEventListener("storage", changed);
  return () => window.removeEventListener("storage", changed);
}

export interface PageRefresh {
  /** Has the page read again: soon, and once however often it is called meanwhile. */
  ask(): void;
  pending: boolean;
  /** When what is shown was read; null until it was read again. */
  updatedAt: number | null;
}

/**
 * Reads the page again when asked to, at most once a second and never twice at a time: a question that overtakes the
 * last one would throw its answer away.
 */
export function usePageRefresh(): PageRefresh {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [sentAt, setSentAt] = useState<number | null>(null);
  const [pending, startTransition] = useTransition();

  useEffect(() => {
    if (!asked || pending) return;
    const send = () => {
      setAsked(false);
      setSentAt(Date.now());
      startTransition(() => router.refresh());
    };
    const timer = setTimeout(send, Math.max(0, (sentAt ?? 0) + LEAST_PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [asked, pending, sentAt, router]);

  return { ask: useCallback(() => setAsked(true), []), pending, updatedAt: pending ? null : sentAt };
}
