import { Pause } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptInput, KeptSelect } from "@/components/forms/kept-field";
import { Label } from "@/components/ui/field";
import { PopOver, type PopOverProps } from "@/components/ui/pop-over";
import { PAUSE_LENGTHS } from "@/lib/dashboard/forms/pause-lengths";

interface PauseDialogProps extends Pick<PopOverProps, "id" | "title" | "label" | "button"> {
  action: FormAction;
  /** What is paused, as hidden fields of the form. */
  subject: Record<string, string>;
  /** What a pause of it means, in a sentence. */
  meaning: string;
  trigger?: ReactNode;
}

/** Asks why and until when, and pauses a schedule, a job or everything. */
export function PauseDialog({ id, title, label, button, action, subject, meaning, trigger }: PauseDialogProps) {
  const t = useTranslations("schedule.pause");
  return (
    <PopOver
      id={id}
      title={title}
      {...(label !== undefined && { label })}
      {...(button && { button })}
      trigger={
        trigger ?? (
          <>
            <Pause aria-hidden /> {t("open")}
          </>
        )
      }
    >
      <ActionForm action={action} className="flex flex-col gap-4">
        {Object.entries(subject).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p className="text-muted-foreground">{meaning}</p>
        <div className="flex flex-col gap-1.5">
          <Label htmlFor={`${id}-reason`}>{t("reason")}</Label>
          <KeptInput id={`${id}-reason`} name="reason" maxLength={500} autoComplete="off" autoFocus />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <div className="flex flex-col gap-1.5">
            <Label htmlFor={`${id}-length`}>{t("length")}</Label>
            <KeptSelect id={`${id}-length`} name="length" defaultValue="open">
              {PAUSE_LENGTHS.map((length) => (
                <option key={length} value={length}>
                  {t(`lengths.${length}`)}
                </option>
              ))}
            </KeptSelect>
          </div>
          <div className="flex flex-col gap-1.5">
            <Label htmlFor={`${id}-until`}>{t("until")}</Label>
            <KeptInput id={`${id}-until`} name="until" type="datetime-local" aria-describedby={`${id}-until-hint`} />
          </div>
        </div>
        <p id={`${id}-until-hint`} className="-mt-2 text-xs text-muted-foreground">
          {t("untilHint")}
        </p>
        <SubmitButton variant="primary" className="self-start">
          <Pause aria-hidden /> {t("submit")}
        </SubmitButton>
      </ActionForm>
    </PopOver>
  );
}
