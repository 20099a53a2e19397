import { useTranslations } from "next-intl";
import type { FormAction } from "@/components/shell/action-form";
import { cn } from "@/components/ui/cn";
import { SwitchForm } from "./switch-form";

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
    <SwitchForm
      jobName={jobName}
      enabled={enabled}
      action={action}
      label={t("switch", { job: jobName })}
      title={t(enabled ? "pressToDisable" : "pressToEnable")}
    />
  );
}
