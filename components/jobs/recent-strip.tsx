import { STATE_LOOKS } from "@/components/runs/status-badge";
import { cn } from "@/components/ui/cn";
import type { RunEntry } from "@/lib/dashboard/run-entry";

const SHOWN = 10;

const COLOURS = {
  success: "bg-status-success",
  warning: "bg-status-warning",
  failed: "bg-status-failed",
  running: "bg-status-running",
  idle: "bg-status-idle/60",
};
/** A second sign beside colour: what went wrong is taller. */
const HEIGHTS = { success: "h-2.5", warning: "h-4", failed: "h-5", running: "h-3", idle: "h-1.5" };

/** The latest runs as bars, oldest on the left. The history lists them one by one. */
export function RecentStrip({ runs }: { runs: readonly RunEntry[] }) {
  if (runs.length === 0) return null;
  const shown = runs.slice(0, SHOWN).toReversed();
  return (
    <span role="img" aria-label={inWords(runs)} title={inWords(runs)} className="inline-flex h-5 items-end gap-0.5">
      {Array.from({ length: SHOWN - shown.length }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no identity
        <span key={`empty-${index}`} className="h-1 w-1.5 rounded-xs bg-border" />
      ))}
      {shown.map((run) => {
        const { tone } = STATE_LOOKS[run.state];
        return <span key={run.id} className={cn("w-1.5 rounded-xs", COLOURS[tone], HEIGHTS[tone])} />;
      })}
    </span>
  );
}

function inWords(runs: readonly RunEntry[]): string {
  const counts = new Map<string, number>();
  for (const { state } of runs.slice(0, SHOWN)) {
    const word = STATE_LOOKS[state].label.toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return `Last ${Math.min(runs.length, SHOWN)} runs: ${[...counts].map(([word, count]) => `${count} ${word}`).join(", ")}`;
}
