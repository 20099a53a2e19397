import {
  AlarmClock,
  CalendarX,
  CircleX,
  GitCompare,
  type LucideIcon,
  Pause,
  Snail,
  TimerOff,
  Unlink,
  Unplug,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { jobPath, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { Attention } from "@/lib/dashboard/jobs/attention";
import type { TroubledJob } from "@/lib/dashboard/overview/overview";
import type { Standstill } from "@/lib/dashboard/overview/standstill";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { ActionLabel, CauseAction, linkOf, type TroubleActions } from "./causes";
import { StandstillItem } from "./standstill-item";

/** The jobs that need somebody, worst first: what is wrong, why, and the one thing to press. */
export function AttentionList(props: {
  troubled: readonly TroubledJob[];
  standstill: Standstill | null;
  actions: TroubleActions;
  /** One for each job of the list. */
  requestKeys: readonly string[];
}) {
  const { troubled, standstill, actions, requestKeys } = props;
  const t = useTranslations("overview");
  return (
    <Card aria-labelledby="attention-title">
      <CardHeader>
        <CardTitle id="attention-title">{t("attention")}</CardTitle>
      </CardHeader>
      <ul className="divide-y divide-border">
        {standstill && <StandstillItem standstill={standstill} />}
        {troubled.map((trouble, index) => (
          <li key={trouble.jobName} className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3.5">
            <Trouble trouble={trouble} mayRun={actions.mayRun} />
            <div className="max-sm:ml-11">
              <CauseAction trouble={trouble} actions={actions} requestKey={requestKeys[index] ?? ""} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Trouble({ trouble: { jobName, main, others }, mayRun }: { trouble: TroubledJob; mayRun: boolean }) {
  const t = useTranslations("overview");
  const { icon: Icon, className } = CAUSE_LOOKS[main.kind];
  return (
    <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
      <span aria-hidden className={cn("mt-0.5 grid size-8 shrink-0 place-items-center rounded-full", className)}>
        <Icon className="size-4.5" />
      </span>
      <div className="min-w-0 text-sm">
        <JobName name={jobName} isGone={main.kind === "orphaned"} />
        <p className="mt-0.5">
          <Cause attention={main} />
        </p>
        <div className="mt-1 text-[0.8125rem] text-muted-foreground empty:hidden">
          <CauseDetails attention={main} />
        </div>
        {others.length > 0 && (
          <ul aria-label={t("also")} className="mt-1.5 flex flex-col gap-0.5 text-[0.8125rem] text-muted-foreground">
            {others.map((other, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a job may have two causes of one kind, in a fixed order
              <OtherCause key={`${other.kind}-${index}`} jobName={jobName} attention={other} mayRun={mayRun} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** A cause beside the worst one, with a link of its own. */
function OtherCause(props: { jobName: string; attention: Attention; mayRun: boolean }) {
  const { jobName, attention, mayRun } = props;
  const { act, href } = linkOf(attention, { jobName, mayRun });
  return (
    <li>
      <span aria-hidden>+ </span>
      <Cause attention={attention} />{" "}
      <Link href={href} className="font-medium whitespace-nowrap text-primary underline-offset-2 hover:underline">
        <ActionLabel jobName={jobName} act={act} />
      </Link>
    </li>
  );
}

function JobName({ name, isGone }: { name: string; isGone: boolean }) {
  if (isGone) return <span className="font-semibold">{name}</span>;
  return (
    <Link href={jobPath(name)} className="font-semibold underline-offset-2 hover:underline">
      {name}
    </Link>
  );
}

/** Why a job needs somebody, in one sentence. */
function Cause({ attention }: { attention: Attention }): ReactNode {
  const t = useTranslations("overview.cause");
  const words = useTranslations("words");
  const at = (since: Date) => () => <Time at={since} />;
  switch (attention.kind) {
    case "failing": {
      const { streak, atLeast, since } = attention;
      return t.rich("failing", { streak, atLeast: String(atLeast), time: at(since) });
    }
    case "missed":
      return t.rich("missed", { slots: attention.slots, time: at(attention.since) });
    case "stuck":
      return t.rich(attention.why === "lease_over" ? "stuckLease" : "stuckStop", { time: at(attention.since) });
    case "overdue":
      return t.rich("overdue", { time: at(attention.since) });
    case "near_timeout": {
      const [p95, timeout] = [attention.p95, attention.timeoutMs].map((ms) => formatDuration(words, ms));
      if (attention.why === "twice") return t("timedOutTwice", { timeout: timeout ?? "" });
      return t("nearTimeout", { p95: p95 ?? "", timeout: timeout ?? "" });
    }
    case "slow":
      return t("slow", {
        p95: formatDuration(words, attention.p95),
        before: formatDuration(words, attention.before),
      });
    case "orphaned":
      return t.rich("orphaned", { waiting: attention.waiting, time: at(attention.since) });
    case "paused":
      return t.rich("paused", { by: attention.by ?? "none", time: at(attention.since) });
    case "drift":
      return t("drift", { count: attention.fields.length, fields: attention.fields.join(", ") });
  }
}

/** What helps to understand a cause: the error, the reason, the ways out. Null when the cause says it all. */
function CauseDetails({ attention }: { attention: Attention }): ReactNode {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  switch (attention.kind) {
    case "failing":
      return (
        attention.error !== null && (
          <Link href={runPath(attention.runId)} className="line-clamp-2 underline-offset-2 hover:underline">
            <span className="sr-only">{t("lastError")}</span>{" "}
            <code className="font-mono text-xs wrap-anywhere text-status-failed">{attention.error}</code>
          </Link>
        )
      );
    case "missed":
      return attention.reason !== null && t("hint.reason", { reason: reasonWords(words, attention.reason) });
    case "overdue":
      return t("hint.overdue");
    case "near_timeout":
      return t("hint.nearTimeout", { seconds: attention.suggestedSeconds });
    case "orphaned":
      return t("hint.orphaned");
    case "paused":
      return (
        <>
          {attention.reason !== null && <>{t("hint.reason", { reason: attention.reason })}. </>}
          {attention.until === null
            ? t("hint.untilResumed")
            : t.rich("hint.until", { time: () => <Time at={attention.until} /> })}
        </>
      );
    case "stuck":
    case "slow":
    case "drift":
      return null;
  }
}

/** How a cause looks beside its words: red is broken now, yellow will be, grey is odd. */
const CAUSE_LOOKS: Record<Attention["kind"], { icon: LucideIcon; className: string }> = {
  stuck: { icon: Unplug, className: "bg-status-failed-bg text-status-failed" },
  failing: { icon: CircleX, className: "bg-status-failed-bg text-status-failed" },
  missed: { icon: CalendarX, className: "bg-status-warning-bg text-status-warning" },
  overdue: { icon: AlarmClock, className: "bg-status-warning-bg text-status-warning" },
  near_timeout: { icon: TimerOff, className: "bg-status-warning-bg text-status-warning" },
  slow: { icon: Snail, className: "bg-status-warning-bg text-status-warning" },
  orphaned: { icon: Unlink, className: "bg-status-idle-bg text-status-idle" },
  paused: { icon: Pause, className: "bg-status-idle-bg text-status-idle" },
  drift: { icon: GitCompare, className: "bg-status-idle-bg text-status-idle" },
};
