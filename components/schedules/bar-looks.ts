import type { Tone } from "@/components/ui/badge";

/** Colour and height of a bar: what went wrong is taller, so that colour is never the only sign. */
export const BAR_LOOKS: Record<Tone, string> = {
  success: "h-3.5 bg-status-success",
  warning: "h-5 border-2 border-status-warning bg-status-warning-bg",
  failed: "h-7 bg-status-failed",
  running: "h-4 bg-status-running motion-safe:animate-pulse",
  idle: "h-2 bg-status-idle/70",
};

/** Where between two instants another one lies, in percent of the way, kept inside. */
export function percentOf(at: Date, { from, to }: { from: Date; to: Date }): number {
  const share = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime());
  return Math.round(Math.min(1, Math.max(0, share)) * 100_000) / 1000;
}

/** The place of a bar on its track. */
export function placeOf(start: Date, end: Date, span: { from: Date; to: Date }): { left: string; width: string } {
  const left = percentOf(start, span);
  return { left: `${left}%`, width: `${Math.max(0, percentOf(end, span) - left)}%` };
}
