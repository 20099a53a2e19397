"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { LiveSignal } from "./live-source";
import { useLiveSignals, useLiveSwitch, usePageRefresh } from "./use-live";

/** While nothing happens, a page is read again after this: "3 min ago" grows old by itself. */
const IDLE_SECONDS = 15;

export interface LiveProps {
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
  const [live, setLive] = useLiveSwitch();
  const { ask, pending, updatedAt } = usePageRefresh();
  useLiveSignals(live, (signal) => {
    if (matters(signal, { run, job })) ask();
  });

  useEffect(() => {
    if (!live || pending) return;
    const askIfSeen = () => {
      if (document.visibilityState === "visible") ask();
    };
    const timer = setInterval(askIfSeen, everySeconds * 1000);
    document.addEventListener("visibilitychange", askIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", askIfSeen);
    };
  }, [live, pending, everySeconds, ask]);

  return (
    <button
      type="button"
      aria-pressed={live}
      aria-busy={pending}
      onClick={() => setLive(!live)}
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
