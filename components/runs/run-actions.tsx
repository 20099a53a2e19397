import { OctagonX, RotateCw, Square } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Confirm } from "@/components/forms/confirm";
import { KeptInput } from "@/components/forms/kept-field";
import { hrefOf, runJobPath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";
import { neverRan } from "@/lib/dashboard/runs/run-entry";
import type { RunDetail } from "@/lib/dashboard/runs/runs";

export interface RunActionsProps {
  run: RunDetail;
  /** Tasks of the run that wait or run; they can be cancelled after the run has ended. */
  openTasks: number;
  /** Whether the job is still in the code. */
  jobExists: boolean;
  /** The same on every submission of this page: a double click makes one run. */
  requestKey: string;
  now: Date;
  cancel: FormAction;
  retry: FormAction;
  forceEnd: FormAction;
}

/** Cancel while the run is not over, end it by force when that does not help; run again once it is over. */
export function RunActions(props: RunActionsProps) {
  const { run, openTasks, now, cancel, forceEnd } = props;
  if (run.completedAt !== null) {
    return (
      <>
        {openTasks > 0 && <CancelTasks run={run} action={cancel} />}
        {props.jobExists && <RunAgain {...props} />}
      </>
    );
  }
  const isStuck = run.stopping || (run.leaseExpiresAt !== null && run.leaseExpiresAt < now);
  return (
    <>
      {isStuck && run.state === "started" && <ForceEnd run={run} action={forceEnd} />}
      {!run.stopping && <Cancel run={run} action={cancel} />}
    </>
  );
}

function Cancel({ run, action }: { run: RunDetail; action: FormAction }) {
  const t = useTranslations("run");
  return (
    <Confirm
      id="confirm-cancel"
      label={
        <>
          <Square aria-hidden /> {t("cancel")}
        </>
      }
      question={t("cancelQuestion")}
      explanation={t(run.state === "started" ? "cancelStarted" : "cancelWaiting")}
      confirm={t("cancelConfirm")}
      action={action}
    >
      <input type="hidden" name="run" value={run.id} />
    </Confirm>
  );
}

function CancelTasks({ run, action }: { run: RunDetail; action: FormAction }) {
  const t = useTranslations("run");
  return (
    <Confirm
      id="confirm-cancel"
      label={
        <>
          <Square aria-hidden /> {t("cancelTasks")}
        </>
      }
      question={t("cancelTasksQuestion")}
      explanation={t("cancelTasksHint")}
      confirm={t("cancelTasks")}
      action={action}
    >
      <input type="hidden" name="run" value={run.id} />
    </Confirm>
  );
}

function ForceEnd({ run, action }: { run: RunDetail; action: FormAction }) {
  const t = useTranslations("run");
  return (
    <Confirm
      id="confirm-force-end"
      label={
        <>
          <OctagonX aria-hidden /> {t("forceEnd")}
        </>
      }
      question={t("forceEndQuestion")}
      explanation={t("forceEndHint")}
      confirm={t("forceEnd")}
      action={action}
    >
      <input type="hidden" name="run" value={run.id} />
      <div className="flex flex-col gap-1.5">
        <Label htmlFor="force-end-reason">{t("forceEndReason")}</Label>
        <KeptInput id="force-end-reason" name="reason" required maxLength={500} autoComplete="off" />
      </div>
    </Confirm>
  );
}

function RunAgain({ run, requestKey, retry }: RunActionsProps) {
  const t = useTranslations("run");
  return (
    <>
      <Button asChild>
        <Link href={hrefOf(runJobPath(run.jobName), { from: run.id })}>{t("runWithChanges")}</Link>
      </Button>
      <ActionForm action={retry} className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="run" value={run.id} />
        <input type="hidden" name="requestKey" value={requestKey} />
        <SubmitButton variant="primary">
          <RotateCw aria-hidden /> {t(neverRan(run) ? "runNow" : "runAgain")}
        </SubmitButton>
      </ActionForm>
    </>
  );
}
