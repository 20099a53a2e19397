import { useTranslations } from "next-intl";
import { ExactTime } from "@/components/shell/time";
import { cn } from "@/components/ui/cn";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunSegment } from "@/lib/dashboard/run-segments";

const WAIT =
  "bg-muted bg-[repeating-linear-gradient(135deg,transparent_0_5px,var(--border)_5px_6px)] text-muted-foreground";
const GOOD = "bg-status-success-bg text-status-success";
const BAD = "bg-status-failed-bg text-status-failed";

/** The life of a run to scale: hatched while it waited, one block per attempt. The list below it says the same in words. */
export function RunStrip({ segments }: { segments: readonly RunSegment[] }) {
  const words = useTranslations("words");
  const t = useTranslations("run.strip");
  const [first] = segments;
  const last = segments.at(-1);
  if (!first || !last) return null;
  return (
    <figure aria-label={t("label")}>
      <ol className="flex h-8 w-full gap-px overflow-hidden rounded-md">
        {segments.map((segment) => {
          const { kind, attempt, from, ms, share } = segment;
          const what = attempt
            ? words("timeline.attempt", { attempt: attempt.attempt, outcome: words(`attempt.${attempt.outcome}`) })
            : t(kind === "pause" ? "pause" : "wait");
          const told = `${what}, ${formatDuration(words, ms)}`;
          return (
            <li
              key={`${kind}-${from.getTime()}`}
              title={told}
              style={{ flexGrow: share * 1000, flexBasis: 0 }}
              className={cn("flex min-w-1 items-center justify-center overflow-hidden text-xs", lookOf(segment))}
            >
              <span className="sr-only">{told}</span>
              {share > 0.12 && (
                <span aria-hidden className="truncate px-1.5 font-medium">
                  {attempt && share > 0.2 ? `${attempt.attempt} · ` : ""}
                  {formatDuration(words, ms)}
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <figcaption className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs text-muted-foreground">
        <span>
          <ExactTime at={first.from} />
        </span>
        <span>
          <ExactTime at={new Date(last.from.getTime() + last.ms)} />
        </span>
      </figcaption>
    </figure>
  );
}

function lookOf({ attempt }: RunSegment): string {
  switch (attempt?.outcome) {
    case undefined:
      return WAIT;
    case "running":
      // Only a line under the words moves: words that fade cannot be read half of the time.
      return "relative bg-status-running-bg text-status-running after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-current motion-safe:after:animate-pulse";
    case "succeeded":
      return GOOD;
    case "interrupted":
    case "continued":
    case "cancelled":
      return "bg-status-idle-bg text-status-idle";
    case "failed":
    case "timed_out":
    case "abandoned":
      return BAD;
  }
}
