import { ExactTime } from "@/components/shell/time";
import { cn } from "@/components/ui/cn";
import type { TimelineStep } from "@/lib/dashboard/run-timeline";

const DOTS: Record<TimelineStep["kind"], string> = {
  note: "border-muted-foreground bg-card",
  good: "border-status-success bg-status-success",
  bad: "border-status-failed bg-status-failed",
  working: "border-status-running bg-status-running motion-safe:animate-pulse",
  waiting: "border-status-running bg-card",
};

/** What happened to a run, in order. */
export function RunTimeline({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <ol className="relative ml-1.5 border-l border-border">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={index} className="relative pb-4 pl-5 last:pb-0">
          <span
            aria-hidden
            className={cn("absolute top-1 -left-[0.4375rem] size-3.5 rounded-full border-2", DOTS[step.kind])}
          />
          <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
            <span className="font-medium">{step.label}</span>
            {step.at && (
              <span className="text-xs text-muted-foreground">
                <ExactTime at={step.at} />
              </span>
            )}
          </p>
          {step.detail && <p className="mt-0.5 text-[0.8125rem] wrap-anywhere text-muted-foreground">{step.detail}</p>}
        </li>
      ))}
    </ol>
  );
}
