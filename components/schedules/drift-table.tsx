import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { ScheduleEntry } from "@/lib/dashboard/schedules/schedule-entry";

/** Where people differ from the code, field by field, each with the way back. */
export function DriftTable({ schedule, reset }: { schedule: ScheduleEntry; reset: FormAction | null }) {
  const t = useTranslations("schedule.page");
  return (
    <div className="overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("drift")}</caption>
        <thead>
          <tr>
            <TableHead>{t("driftField")}</TableHead>
            <TableHead>{t("driftDeclared")}</TableHead>
            <TableHead>{t("driftCurrent")}</TableHead>
            {reset && (
              <TableHead>
                <Reset schedule={schedule} field="" label={t("resetAll")} action={reset} />
              </TableHead>
            )}
          </tr>
        </thead>
        <tbody>
          {schedule.drift.map(({ field, declared, current }) => (
            <TableRow key={field}>
              <TableCell className="font-medium">{field}</TableCell>
              <TableCell className="font-mono text-xs wrap-anywhere">{shown(declared)}</TableCell>
              <TableCell className="font-mono text-xs wrap-anywhere">{shown(current)}</TableCell>
              {reset && (
                <TableCell>
                  <Reset schedule={schedule} field={field} label={t("reset", { field })} action={reset} />
                </TableCell>
              )}
            </TableRow>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Reset(props: { schedule: ScheduleEntry; field: string; label: string; action: FormAction }) {
  const { schedule, field, label, action } = props;
  return (
    <ActionForm action={action} className="flex justify-end">
      <input type="hidden" name="schedule" value={schedule.id} />
      <input type="hidden" name="version" value={schedule.version} />
      <input type="hidden" name="field" value={field} />
      <SubmitButton size="sm" variant={field === "" ? "outline" : "ghost"}>
        {label}
      </SubmitButton>
    </ActionForm>
  );
}

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
