import {
  Ban,
  CalendarX,
  CircleCheck,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SkipForward,
  TimerOff,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/text/copy";
import { runPath, schedulePath } from "@/components/text/paths";
import { Badge, type Tone } from "@/components/ui/badge";
import { type RunEntry, waitWords } from "@/lib/dashboard/runs/run-entry";

type RunState = RunEntry["state"];

/** How a state looks everywhere, beside its word: an icon and a tone, so that colour is never the only sign. */
export const STATE_LOOKS: Record<RunState, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: "running", icon: Hourglass },
  retrying: { tone: "running", icon: RotateCw },
  started: { tone: "running", icon: LoaderCircle },
  completed: { tone: "success", icon: CircleCheck },
  partial: { tone: "warning", icon: TriangleAlert },
  failed: { tone: "failed", icon: CircleX },
  timed_out: { tone: "failed", icon: TimerOff },
  abandoned: { tone: "failed", icon: Unplug },
  cancelled: { tone: "idle", icon: Ban },
  skipped: { tone: "idle", icon: SkipForward },
  missed: { tone: "warning", icon: CalendarX },
};

/** The schedule of a run, by its id. */
export function ScheduleLink({ id }: { id: string }) {
  return (
    <Link href={schedulePath(id)} prefetch={false} className="underline-offset-2 hover:underline">
      {id}
    </Link>
  );
}

/** "waiting for attempt 2 of 4, in 12 s (after: no answer)"; nothing for a run that does not wait for an attempt. */
export function WaitNote({ run, now }: { run: RunEntry; now: Date }) {
  const words = useTranslations("words");
  const told = waitWords(words, run, now);
  return told === null ? null : <span className="block text-xs wrap-anywhere text-muted-foreground">{told}</span>;
}

export function StatusBadge({ state, stopping = false }: { state: RunState; stopping?: boolean }) {
  const words = useTranslations("words");
  const { tone, icon: Icon } = STATE_LOOKS[state];
  return (
    <Badge tone={stopping ? "warning" : tone}>
      <Icon aria-hidden className={state === "started" ? "motion-safe:animate-spin" : undefined} />
      {words(stopping ? "state.stopping" : `state.${state}`)}
    </Badge>
  );
}

/** Items done of all, as far as the job knows its total. */
export function ProgressBar({ progress }: { progress: NonNullable<RunEntry["progress"]> }) {
  const { done, total, note } = progress;
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((done / total) * 100));
  const t = useTranslations("run");
  const words = useTranslations("words");
  const items = total === null ? words("number", { value: done }) : words("outOf", { part: done, whole: total });
  return (
    <div className="min-w-0">
      <div className="flex justify-between gap-3 text-xs text-muted-foreground">
        <span>
          {items}
          {note ? ` · ${note}` : ""}
        </span>
        {percent !== null && <span>{words("percent", { value: percent })}</span>}
      </div>
      {percent !== null && (
        <progress
          aria-label={t("itemsDone")}
          value={percent}
          max={100}
          className="mt-1 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-status-running [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-status-running"
        />
      )}
    </div>
  );
}

/** One line of text; the whole of it on hover or focus, above the page so that nothing moves. */
export function DetailsCell({ text }: { text: string | null }) {
  const words = useTranslations("words");
  if (text === null || text === "") return <span className="text-muted-foreground">{words("none")}</span>;
  return (
    <span className="group relative block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the cut text must be readable by keyboard */}
      <span tabIndex={0} className="block truncate rounded-sm focus-visible:outline-2 focus-visible:outline-ring">
        {text}
      </span>
      <span
        aria-hidden
        className="pointer-events-none absolute top-full right-0 z-10 mt-1 hidden max-h-60 w-max max-w-[min(28rem,80vw)] overflow-hidden rounded-md border border-border bg-card px-3 py-2 text-[0.8125rem] wrap-anywhere whitespace-pre-wrap shadow-lg group-focus-within:block group-hover:block"
      >
        {text}
      </span>
    </span>
  );
}

/** The end of a run's id (its beginning is only the time), linked to the run, with the whole of it to copy. */
export function RunId({ id, link = true }: { id: string; link?: boolean }) {
  const t = useTranslations("runs");
  const short = id.slice(-8);
  return (
    <span className="inline-flex items-center gap-0.5 font-mono text-[0.8125rem]">
      {link ? (
        <Link
          href={runPath(id)}
          prefetch={false}
          title={id}
          className="text-primary underline-offset-2 hover:underline"
        >
          {short}
        </Link>
      ) : (
        <span title={id}>{short}</span>
      )}
      <CopyButton text={id} label={t("runId", { id: short })} />
    </span>
  );
}
