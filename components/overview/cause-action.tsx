import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { SubmitButton } from "@/components/shell/submit-button";
import { Button } from "@/components/ui/button";
import type { TroubledJob } from "@/lib/dashboard/overview";
import { type Act, linkOf } from "./cause-links";

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
export function Label({ jobName, act }: { jobName: string; act: Act }) {
  const t = useTranslations("overview");
  const hidden = (chunks: ReactNode) => <span className="sr-only">{chunks}</span>;
  return <span>{t.rich("act.of", { job: jobName, act: t(`act.${act}`), hidden })}</span>;
}
