import { Code, type LucideIcon, ServerCog, UserPen } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Badge, type Tone } from "@/components/ui/badge";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { JobSetting } from "@/lib/dashboard/jobs/job-settings";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** What gives a setting back to the code; null where the person may not. */
export interface SettingControls {
  resetSwitch: FormAction | null;
  resetSchedule: FormAction | null;
}

const ORIGINS: Record<JobSetting["origin"], { icon: LucideIcon; tone: Tone }> = {
  code: { icon: Code, tone: "idle" },
  override: { icon: UserPen, tone: "warning" },
  platform: { icon: ServerCog, tone: "running" },
};

/** What is in force, where it comes from, and the way back to what the code says. */
export function SettingTable(props: { jobName: string; settings: readonly JobSetting[]; controls: SettingControls }) {
  const { jobName, settings, controls } = props;
  const t = useTranslations("jobConfiguration");
  return (
    <div className="overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <TableHead>{t("column.setting")}</TableHead>
            <TableHead>{t("column.value")}</TableHead>
            <TableHead>{t("column.origin")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {settings.map((setting) => (
            <SettingRow key={setting.name} jobName={jobName} setting={setting} controls={controls} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function SettingRow(props: { jobName: string; setting: JobSetting; controls: SettingControls }) {
  const { jobName, setting, controls } = props;
  const t = useTranslations("jobConfiguration");
  const { name, value, origin, declared } = setting;
  const { icon: Icon, tone } = ORIGINS[origin];
  return (
    <TableRow>
      <TableCell className="font-medium">{t(`setting.${name}`)}</TableCell>
      <TableCell className="wrap-anywhere">
        <Value name={name} kind={setting.kind} value={value} />
      </TableCell>
      <TableCell>
        <Badge tone={tone}>
          <Icon aria-hidden /> {t(`origin.${origin}`)}
        </Badge>
        {origin !== "code" && (
          <span className="mt-1 block text-xs text-muted-foreground">
            {t("codeSays")} <Value name={name} kind={setting.kind} value={declared} />
          </span>
        )}
        <ResetForm jobName={jobName} setting={setting} controls={controls} />
      </TableCell>
    </TableRow>
  );
}

function ResetForm(props: { jobName: string; setting: JobSetting; controls: SettingControls }) {
  const { jobName, setting, controls } = props;
  const t = useTranslations("jobConfiguration");
  const { reset, name } = setting;
  const action = reset?.kind === "switch" ? controls.resetSwitch : controls.resetSchedule;
  if (reset === null || action === null) return null;
  const fields =
    reset.kind === "switch"
      ? { job: jobName }
      : { schedule: reset.scheduleId, version: String(reset.version), field: reset.field };
  return (
    <ActionForm action={action} className="mt-1.5">
      {Object.entries(fields).map(([field, text]) => (
        <input key={field} type="hidden" name={field} value={text} />
      ))}
      <SubmitButton size="sm">{t("reset", { setting: t(`setting.${name}`) })}</SubmitButton>
    </ActionForm>
  );
}

function Value({ name, kind, value }: Pick<JobSetting, "name" | "kind" | "value">) {
  const t = useTranslations("jobConfiguration");
  const words = useTranslations("words");
  if (value === null) return words("none");
  if (typeof value === "boolean") return words(value ? "enabled" : "disabled");
  if (kind === "seconds" && typeof value === "number") return formatDuration(words, value * 1000);
  if (name === "overlap" && typeof value === "string") return t(`overlap.${value as Overlap}`);
  if (name === "misfire" && typeof value === "string") return t(`misfire.${value.replace("-", "_") as Misfire}`);
  if (name === "importance" && typeof value === "string") return t(`importance.${value as Importance}`);
  if (typeof value === "number") return words("number", { value });
  return (
    <code className="font-mono text-[0.8125rem]">{typeof value === "string" ? value : JSON.stringify(value)}</code>
  );
}

type Overlap = "skip" | "queue" | "replace" | "allow";
type Importance = "normal" | "high";
type Misfire = "skip" | "run_once" | "run_all";
