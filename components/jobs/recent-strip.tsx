import { useTranslations } from "next-intl";
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
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  if (runs.length === 0) return null;
  const shown = runs.slice(0, SHOWN).toReversed();
  const states = [...countStates(shown)].map(([state, count]) =>
    t("runsInState", { count, state: words(`state.${state}`).toLowerCase() }),
  );
  const told = t("lastRuns", { count: shown.length, states: states.join(", ") });
  return (
    <span role="img" aria-label={told} title={told} className="inline-flex h-5 items-end gap-0.5">
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

/** Newest first, as the screen is read from the right. */
function countStates(runs: readonly RunEntry[]): Map<RunEntry["state"], number> {
  const counts = new Map<RunEntry["state"], number>();
  for (const { state } of runs.toReversed()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
