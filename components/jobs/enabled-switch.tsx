import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { cn } from "@/components/ui/cn";
import { SwitchButton } from "./switch-button";

/** A job's switch. It shows what the server holds and asks it to turn over; without the permission it is only shown. */
export function EnabledSwitch(props: { jobName: string; enabled: boolean; action: FormAction | null }) {
  const { jobName, enabled, action } = props;
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  if (action === null) {
    return (
      <span className={cn("text-sm", !enabled && "text-muted-foreground")}>
        {words(enabled ? "enabled" : "disabled")}
      </span>
    );
  }
  return (
    <ActionForm action={action} className="flex flex-col gap-2">
      <input type="hidden" name="job" value={jobName} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      <SwitchButton
        on={enabled}
        label={t("switch", { job: jobName })}
        title={t(enabled ? "pressToDisable" : "pressToEnable")}
      />
    </ActionForm>
  );
}
