import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Fact, Facts } from "@/components/text/blocks";
import { runPath } from "@/components/text/paths";
import { ExactTime, Time } from "@/components/text/time";
import { Card, CardContent } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { hasStarted, neverRan } from "@/lib/dashboard/runs/run-entry";
import {
  attemptsInWords,
  type RunSegment,
  segmentsOf,
  type TimelineStep,
  timeLeftMs,
} from "@/lib/dashboard/runs/run-timeline";
import { type RunDetail, runSentence } from "@/lib/dashboard/runs/runs";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import type { Words } from "@/lib/i18n/words";
import { ProgressBar, RunId, ScheduleLink, StatusBadge, WaitNote } from "./run-parts";

/** What became of the run: in words, as far as it has come, and to scale. */
export function RunHeadline(props: { run: RunDetail; now: Date; zone: string | undefined; children?: ReactNode }) {
  const { run, now, zone, children } = props;
  const t = useTranslations("run");
  const words = useTranslations("words");
  const attempts = attemptsInWords(words, run.attemptLog);
  const leftMs = timeLeftMs(run, now);
  const runsMs = run.state === "started" ? Math.max(0, now.getTime() - run.startedAt.getTime()) : null;
  return (
    <Card>
      <CardContent className="flex flex-col gap-3 py-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted-foreground">
          <StatusBadge state={run.state} stopping={run.stopping} />
          {runsMs !== null && <span>{t("runningFor", { duration: formatDuration(words, runsMs) })}</span>}
          {leftMs !== null && <span>{t("timeLeft", { duration: formatDuration(words, leftMs) })}</span>}
        </div>
        <WaitNote run={run} now={now} />
        <p className="text-lg font-medium text-balance wrap-anywhere">{runSentence(words, run)}</p>
        {run.scheduledFor && !neverRan(run) && <HeadSlot run={run} zone={zone} />}
        {children}
        {attempts && <p className="text-sm text-muted-foreground">{attempts}</p>}
        {run.progress && run.progress.total !== 0 && run.state !== "completed" && (
          <ProgressBar progress={run.progress} />
        )}
        {run.attemptLog.length > 0 && <RunStrip segments={segmentsOf(run, now)} />}
      </CardContent>
    </Card>
  );
}

/** The slot beside the start, for whoever wants to know how late it began. */
function HeadSlot({ run, zone }: { run: RunDetail; zone: string | undefined }) {
  const t = useTranslations("run");
  return (
    <p className="text-sm text-muted-foreground">
      {t.rich(hasStarted(run) ? "headSlot" : "headDue", {
        slot: () => <ExactTime at={run.scheduledFor} zone={zone} />,
        started: () => <ExactTime at={run.startedAt} zone={zone} />,
      })}
    </p>
  );
}

/** Everything else there is to know about a run. What never ran did not start, and took no time. */
export function RunFacts({ run, zone }: { run: RunDetail; zone: string | undefined }) {
  const t = useTranslations("run.fact");
  const words = useTranslations("words");
  const trigger = words(`trigger.${run.trigger}`);
  const facts = [
    { label: t("id"), value: <RunId id={run.id} link={false} /> },
    {
      label: t("trigger"),
      value: run.actor === null || run.actor === run.trigger ? trigger : `${trigger}, ${run.actor}`,
    },
    ...(run.scheduleId === null ? [] : [{ label: t("schedule"), value: <ScheduleLink id={run.scheduleId} /> }]),
    ...(run.scheduledFor ? [{ label: t("slot"), value: <ExactTime at={run.scheduledFor} zone={zone} /> }] : []),
    ...(neverRan(run) ? unrunFacts(run, zone, { t, words }) : ranFacts(run, zone, { t, words })),
    ...(run.release ? [{ label: t("release"), value: run.release }] : []),
    ...(run.state === "started" ? [{ label: t("heartbeat"), value: <Time at={run.heartbeatAt} /> }] : []),
    ...(run.deliveries > 1 ? [{ label: t("delivered"), value: t("deliveredTimes", { count: run.deliveries }) }] : []),
    ...(run.interruptions > 0
      ? [{ label: t("interrupted"), value: t("interruptedTimes", { count: run.interruptions }) }]
      : []),
    ...(run.parentId ? [{ label: t("repeats"), value: <RunLink id={run.parentId} /> }] : []),
  ];
  return <Facts facts={facts} />;
}

interface FactWords {
  t: ReturnType<typeof useTranslations<"run.fact">>;
  words: Words;
}

function unrunFacts(
  { slotUntil, slots, reason }: RunDetail,
  zone: string | undefined,
  { t, words }: FactWords,
): Fact[] {
  const last = { label: t("lastSlot"), value: <ExactTime at={slotUntil} zone={zone} /> };
  return [
    ...(slots > 1 ? [last, { label: t("slots"), value: words("number", { value: slots }) }] : []),
    ...(reason === null ? [] : [{ label: t("why"), value: reasonWords(words, reason) }]),
  ];
}

function ranFacts(run: RunDetail, zone: string | undefined, { t, words }: FactWords): Fact[] {
  const { startedAt, completedAt, duration, nextAttemptAt: due } = run;
  return [
    ...(hasStarted(run) ? [{ label: t("started"), value: <ExactTime at={startedAt} zone={zone} /> }] : []),
    ...(due && completedAt === null ? [{ label: t("due"), value: <ExactTime at={due} zone={zone} /> }] : []),
    ...(completedAt ? [{ label: t("ended"), value: <ExactTime at={completedAt} zone={zone} /> }] : []),
    ...(hasStarted(run) && duration !== null ? [{ label: t("duration"), value: formatDuration(words, duration) }] : []),
    { label: t("attempts"), value: words("attempts", { attempt: run.attempts, attempts: run.maxAttempts }) },
    { label: t("process"), value: run.worker ?? words("none") },
  ];
}

function RunLink({ id }: { id: string }) {
  return (
    <Link href={runPath(id)} className="font-mono text-[0.8125rem] text-primary underline-offset-2 hover:underline">
      {id.slice(-8)}
    </Link>
  );
}

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

const WAIT =
  "bg-muted bg-[repeating-linear-gradient(135deg,transparent_0_5px,var(--border)_5px_6px)] text-muted-foreground";
const GOOD = "bg-status-success-bg text-status-success";
const BAD = "bg-status-failed-bg text-status-failed";

/** The life of a run to scale: hatched while it waited, one block per attempt. The list below it says the same in words. */
function RunStrip({ segments }: { segments: readonly RunSegment[] }) {
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
