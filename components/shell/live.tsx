"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState, useTransition } from "react";
import { cn } from "@/components/ui/cn";

/**
 * Keeps a page current: asks the server for it again every few seconds while it is visible, and at once when the
 * person comes back to it. What is on the screen is patched in place, so nothing that is open or typed is lost.
 */
export function Live({ everySeconds }: { everySeconds: number }) {
  const t = useTranslations("client");
  const router = useRouter();
  const [live, setLive] = useState(true);
  const [pending, startTransition] = useTransition();

  // The wait begins anew once an answer is there: a question that overtakes the last one would throw its answer away,
  // and a server slower than the interval would never be heard.
  useEffect(() => {
    if (!live || pending) return;
    const refresh = () => {
      if (document.visibilityState === "visible") startTransition(() => router.refresh());
    };
    const timer = setInterval(refresh, everySeconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [live, pending, everySeconds, router]);

  return (
    <button
      type="button"
      aria-pressed={live}
      aria-busy={pending}
      onClick={() => setLive(!live)}
      title={live ? t("liveOn", { seconds: everySeconds }) : t("liveOff")}
      className="inline-flex h-8 cursor-pointer items-center gap-2 rounded-md border border-input bg-card px-2.5 text-[0.8125rem] font-medium hover:bg-accent focus-visible:outline-2 focus-visible:outline-ring"
    >
      <span
        aria-hidden
        className={cn("size-2 rounded-full", live ? "bg-status-success motion-safe:animate-pulse" : "bg-status-idle")}
      />
      {t("live")}
    </button>
  );
}
