import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { hrefOf } from "@/components/shell/href";
import { HEALTH_PATH, jobPath, RUNS_PATH, runJobPath, runPath } from "@/components/shell/paths";
import { SubmitButton } from "@/components/shell/submit-button";
import { Button } from "@/components/ui/button";
import type { TroubledJob } from "@/lib/dashboard/overview";

/** What the person may press; null where they may not, and then they are led to where one sees more. */
export interface TroubleActions {
  /** Runs a run again; the key makes a double click one run. */
  retry: FormAction | null;
  resume: FormAction | null;
  mayRun: boolean;
}

type Act = "runAgain" | "openRun" | "runNow" | "viewRuns" | "why" | "resume" | "schedule" | "openJob";

/** The one thing to press about a job that needs somebody. */
export function CauseAction(props: { trouble: TroubledJob; actions: TroubleActions; requestKey: string }): ReactNode {
  const { trouble, actions, requestKey } = props;
  const { jobName, main } = trouble;
  const { retry, resume, mayRun } = actions;
  const link = (act: Act, href: string) => <ActionLink jobName={jobName} act={act} href={href} />;
  switch (main.kind) {
    case "failing":
      if (retry === null) return link("openRun", runPath(main.runId));
      return <Press {...{ jobName, act: "runAgain", action: retry, fields: { run: main.runId, requestKey } }} />;
    case "stuck":
      return link("openRun", runPath(main.runId));
    case "missed":
      return mayRun
        ? link("runNow", runJobPath(jobName))
        : link("viewRuns", hrefOf(RUNS_PATH, { job_name: jobName, status: "skipped" }));
    case "overdue":
      return link("why", HEALTH_PATH);
    case "near_timeout":
    case "slow":
      return link("openJob", jobPath(jobName));
    case "orphaned":
      return link("viewRuns", hrefOf(RUNS_PATH, { job_name: jobName, status: "queued" }));
    case "paused":
      if (resume === null) return link("openJob", jobPath(jobName));
      return <Press {...{ jobName, act: "resume", action: resume, fields: { job: jobName } }} />;
    case "drift":
      return link("schedule", hrefOf(jobPath(jobName), { tab: "schedule" }));
  }
}

function ActionLink({ jobName, act, href }: { jobName: string; act: Act; href: string }) {
  return (
    <Button asChild size="sm">
      <Link href={href}>
        <Label jobName={jobName} act={act} />
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
        <Label jobName={jobName} act={act} />
      </SubmitButton>
    </ActionForm>
  );
}

/** A screen reader hears of which job; the eye sees it beside. */
function Label({ jobName, act }: { jobName: string; act: Act }) {
  const t = useTranslations("overview.act");
  const hidden = (chunks: ReactNode) => <span className="sr-only">{chunks}</span>;
  return <span>{t.rich("of", { job: jobName, act: t(act), hidden })}</span>;
}
