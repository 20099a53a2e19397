"use client";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, useRef } from "react";
import { runPath } from "@/components/text/paths";
import type { Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";

/** A second sign beside colour: what went wrong is taller, what never ran is low. */
const LOOKS: Record<Tone, string> = {
  success: "h-3 bg-status-success",
  warning: "h-4.5 bg-status-warning",
  failed: "h-6 bg-status-failed",
  running: "h-3.5 bg-status-running motion-safe:animate-pulse",
  idle: "h-1.5 bg-status-idle/60",
};

const STEPS: Record<string, (index: number, last: number) => number> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  Home: () => 0,
  End: (_index, last) => last,
};

export interface SlotBar {
  id: string;
  tone: Tone;
  title: string;
}

/**
 * Plain links in a row that take one place in the order of the Tab key: arrows lead from bar to bar. A list of a
 * thousand of Next's own links would be fetched ahead, each of them.
 */
export function SlotBars({ bars, label }: { bars: readonly SlotBar[]; label: string }) {
  const list = useRef<HTMLUListElement>(null);
  const router = useRouter();
  const last = bars.length - 1;

  function step(event: KeyboardEvent) {
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    const to = STEPS[event.key]?.(links.indexOf(event.target as HTMLAnchorElement), last);
    if (to === undefined) return;
    event.preventDefault();
    links[Math.min(last, Math.max(0, to))]?.focus();
  }

  function open(event: MouseEvent<HTMLAnchorElement>) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.push(event.currentTarget.getAttribute("href") ?? "");
  }

  return (
    <ul ref={list} aria-label={label} onKeyDown={step} className="flex h-6 items-end">
      {bars.map(({ id, tone, title }, index) => (
        <li key={id}>
          <a
            href={runPath(id)}
            title={title}
            aria-label={title}
            tabIndex={index === last ? 0 : -1}
            onClick={open}
            className="group flex h-6 w-[3px] items-end pr-px focus-visible:outline-2 focus-visible:outline-ring 2xl:w-1"
          >
            <span className={cn("w-full rounded-t-[1px] group-hover:opacity-70", LOOKS[tone])} />
          </a>
        </li>
      ))}
    </ul>
  );
}
