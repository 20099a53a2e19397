import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { HEALTH_PATH, hrefOf, jobPath, jobTabPath, RUNS_PATH, runJobPath, runPath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import type { Attention } from "@/lib/dashboard/jobs/attention";
import type { TroubledJob } from "@/lib/dashboard/overview/overview";

type Act = "runAgain" | "openRun" | "runNow" | "viewRuns" | "why" | "resume" | "schedule" | "openJob";

/** Where one sees more of a cause, or does something about it. */
export function linkOf(
  attention: Attention,
  { jobName, mayRun }: { jobName: string; mayRun: boolean },
): { act: Act; href: string } {
  switch (attention.kind) {
    case "failing":
    case "stuck":
      return { act: "openRun", href: runPath(attention.runId) };
    case "missed":
      return mayRun
        ? { act: "runNow", href: runJobPath(jobName) }
        : { act: "viewRuns", href: hrefOf(RUNS_PATH, { job_name: jobName, status: "skipped" }) };
    case "overdue":
      return { act: "why", href: HEALTH_PATH };
    case "near_timeout":
    case "slow":
    case "paused":
      return { act: "openJob", href: jobPath(jobName) };
    case "orphaned":
      return { act: "viewRuns", href: hrefOf(RUNS_PATH, { job_name: jobName, status: "queued" }) };
    case "drift":
      return { act: "schedule", href: jobTabPath(jobName, "schedule") };
  }
}

/** What the person may press; null where they may not, and then they are led to where one sees more. */
export interface TroubleActions {
  /** Runs a run again; the key makes a double click one run. */
  retry: FormAction | null;
  resume: FormAction | null;
  mayRun: boolean;
}

/** The one thing to press about a job that needs somebody. */
export function CauseAction(props: { trouble: TroubledJob; actions: TroubleActions; requestKey: string }): ReactNode {
  const { trouble, actions, requestKey } = props;
  const { jobName, main } = trouble;
  if (main.kind === "failing" && actions.retry) {
    const fields = { run: main.runId, requestKey };
    return <Press {...{ jobName, act: "runAgain", action: actions.retry, fields }} />;
  }
  if (main.kind === "paused" && actions.resume) {
    return <Press {...{ jobName, act: "resume", action: actions.resume, fields: { job: jobName } }} />;
  }
  const { act, href } = linkOf(main, { jobName, mayRun: actions.mayRun });
  return (
    <Button asChild size="sm">
      <Link href={href}>
        <ActionLabel jobName={jobName} act={act} />
      </Link>
    </Button>
  );
}

function Press(props: { jobName: string; act: Act; action: FormAction; fields: Record<string, string> }) {
  const { jobName, act, action, fields } = props;
  return (
    <ActionForm action={action} className="flex flex-col items-end gap-2">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton size="sm">
        <ActionLabel jobName={jobName} act={act} />
      </SubmitButton>
    </ActionForm>
  );
}

/** A screen reader hears of which job; the eye sees it beside. */
export function ActionLabel({ jobName, act }: { jobName: string; act: Act }) {
  const t = useTranslations("overview");
  const hidden = (chunks: ReactNode) => <span className="sr-only">{chunks}</span>;
  return <span>{t.rich("act.of", { job: jobName, act: t(`act.${act}`), hidden })}</span>;
}
