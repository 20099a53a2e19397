"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useEffectEvent, useState, useSyncExternalStore, useTransition } from "react";
import { cn } from "@/components/ui/cn";
import { type LiveSignal, type LiveSubscriber, liveSource } from "./live-source";

/** While nothing happens, a page is read again after this: "3 min ago" grows old by itself. */
const IDLE_SECONDS = 15;

interface LiveProps {
  /** Only what happens to this run matters to the page. */
  run?: string | undefined;
  /** Only what happens to runs of this job matters to the page, and settings. */
  job?: string | undefined;
  /** Reads again after so many seconds without news: for what the feed does not tell, such as tasks. */
  everySeconds?: number;
}

/**
 * Keeps a page current while it is visible: reads it again when something happens that matters to it. What is on the
 * screen is patched in place, so nothing that is open, marked or typed is lost. The switch is remembered.
 */
export function Live({ run, job, everySeconds = IDLE_SECONDS }: LiveProps) {
  const t = useTranslations("client.live");
  const { isOn, isShownOn: live, turn } = useLiveSwitch();
  const { ask, pending, updatedAt } = usePageRefresh();
  useLiveSignals(isOn, (signal) => {
    if (matters(signal, { run, job })) ask();
  });

  useEffect(() => {
    if (!isOn || pending) return;
    const askIfSeen = () => {
      if (document.visibilityState === "visible") ask();
    };
    const timer = setInterval(askIfSeen, everySeconds * 1000);
    document.addEventListener("visibilitychange", askIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", askIfSeen);
    };
  }, [isOn, pending, everySeconds, ask]);

  return (
    <button
      type="button"
      aria-pressed={live}
      aria-busy={pending}
      onClick={() => turn(!live)}
      title={t(live ? "on" : "off")}
      className="inline-flex h-8 cursor-pointer items-center gap-2 rounded-md border border-input bg-card px-2.5 text-[0.8125rem] font-medium hover:bg-accent focus-visible:outline-2 focus-visible:outline-ring"
    >
      <span
        aria-hidden
        className={cn("size-2 rounded-full", live ? "bg-status-success motion-safe:animate-pulse" : "bg-status-idle")}
      />
      {/* Its name is what is seen, and is "Live" whether it is on or off. */}
      {live ? t("label") : <span className="sr-only">{t("label")}</span>}
      {!live && t("paused")}
      {live && (
        <span aria-hidden className="hidden min-w-28 text-left font-normal text-muted-foreground sm:inline">
          <Age since={updatedAt} />
        </span>
      )}
    </button>
  );
}

function matters(signal: LiveSignal, { run, job }: Pick<LiveProps, "run" | "job">): boolean {
  if (signal.kind === "stale") return true;
  if (signal.kind === "settings_changed") return run === undefined;
  return (run === undefined || signal.run.id === run) && (job === undefined || signal.run.jobName === job);
}

/** How old what is shown is, in a place of its own width, so that nothing beside it moves. */
function Age({ since }: { since: number | null }) {
  const t = useTranslations("client.live");
  const [shown, setShown] = useState({ since, seconds: 0 });

  useEffect(() => {
    const tick = () => {
      setShown((last) => {
        const from = since ?? last.since;
        return { since: from, seconds: from === null ? 0 : Math.max(0, Math.round((Date.now() - from) / 1000)) };
      });
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [since]);

  return t("age", { seconds: shown.seconds });
}

/** A page is asked for at most so often, however much happens. */
const LEAST_PAUSE_MS = 1_000;
const SWITCH = "belfry.live";

/** Hears what happens to runs, while `on`. */
export function useLiveSignals(on: boolean, listener: LiveSubscriber): void {
  const hear = useEffectEvent(listener);
  useEffect(() => (on ? liveSource.listen((signal) => hear(signal)) : undefined), [on]);
}

interface LiveSwitch {
  /** Whether the page may ask: false until the browser has said what was chosen, so that a paused page never asks. */
  isOn: boolean;
  /** What the button shows: on until that is known, as the server draws it. */
  isShownOn: boolean;
  turn(on: boolean): void;
}

/** The person's choice whether pages update by themselves: kept in the browser, the same in all its tabs. */
export function useLiveSwitch(): LiveSwitch {
  const kept = useSyncExternalStore(
    watchSwitch,
    () => (localStorage.getItem(SWITCH) === "off" ? "off" : "on"),
    () => "unknown",
  );
  const turn = useCallback((next: boolean) => {
    localStorage.setItem(SWITCH, next ? "on" : "off");
    window.dispatchEvent(new StorageEvent("storage", { key: SWITCH }));
  }, []);
  return { isOn: kept === "on", isShownOn: kept !== "off", turn };
}

function watchSwitch(changed: () => void): () => void {
  window.addEventListener("storage", changed);
  return () => window.removeEventListener("storage", changed);
}

interface PageRefresh {
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
