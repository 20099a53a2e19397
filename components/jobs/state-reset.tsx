import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { Checkbox } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";

export interface StateResetProps {
  action: FormAction;
  jobName: string;
  stateKey: string;
  version: number;
  /** What the job will do again, in its definition's own words. */
  repeats: string | null;
  back: string;
}

/** Asks before a state is reset, and says what that causes. The server asks for the tick, too. */
export function StateReset({ action, jobName, stateKey, version, repeats, back }: StateResetProps) {
  const t = useTranslations("jobState");
  return (
    <section
      aria-label={t("resetTitle")}
      className="rounded-md border border-status-failed/40 bg-status-failed-bg/40 p-4"
    >
      <h3 className="text-sm font-semibold">{t("resetTitle")}</h3>
      <p className="mt-1 text-sm">{t("resetCauses")}</p>
      {repeats && <p className="mt-2 text-sm font-medium">{repeats}</p>}
      <ActionForm action={action} className="mt-3 flex flex-col gap-3">
        <input type="hidden" name="job" value={jobName} />
        <input type="hidden" name="key" value={stateKey} />
        <input type="hidden" name="version" value={version} />
        <Label className="flex items-center gap-2">
          <Checkbox name="confirm" value="yes" required /> {t("confirm")}
        </Label>
        <div className="flex gap-2">
          <SubmitButton variant="destructive">{t("resetNow")}</SubmitButton>
          <Button asChild variant="ghost">
            <Link href={back}>{t("cancel")}</Link>
          </Button>
        </div>
      </ActionForm>
    </section>
  );
}
