import { RotateCw, Square } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { hrefOf } from "@/components/shell/href";
import { runJobPath } from "@/components/shell/paths";
import { SubmitButton } from "@/components/shell/submit-button";
import { Button } from "@/components/ui/button";
import type { RunDetail } from "@/lib/dashboard/runs";

export interface RunActionsProps {
  run: RunDetail;
  /** Tasks of the run that wait or run; they can be cancelled after the run has ended. */
  openTasks: number;
  /** The same on every submission of this page: a double click makes one run. */
  requestKey: string;
  cancel: FormAction;
  retry: FormAction;
}

/** Cancel while the run is not over; run again, as it was or with changes, once it is. */
export function RunActions({ run, openTasks, requestKey, cancel, retry }: RunActionsProps) {
  const t = useTranslations("run");
  const isOver = run.completedAt !== null;
  const cancelForm = (
    <ActionForm action={cancel} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="run" value={run.id} />
      <SubmitButton variant="destructive">
        <Square aria-hidden /> {t(isOver ? "cancelTasks" : "cancel")}
      </SubmitButton>
    </ActionForm>
  );
  if (!isOver) return cancelForm;
  return (
    <>
      {openTasks > 0 && cancelForm}
      <Button asChild>
        <Link href={hrefOf(runJobPath(run.jobName), { from: run.id })}>{t("runWithChanges")}</Link>
      </Button>
      <ActionForm action={retry} className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="run" value={run.id} />
        <input type="hidden" name="requestKey" value={requestKey} />
        <SubmitButton variant="primary">
          <RotateCw aria-hidden /> {t("runAgain")}
        </SubmitButton>
      </ActionForm>
    </>
  );
}
