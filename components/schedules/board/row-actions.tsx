import { CirclePlay, Pause, Pencil, Play, SkipForward, Undo2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { editSchedulePath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import { wallClock } from "@/lib/dashboard/words/zone";
import { PauseDialog } from "../pause-dialog";

interface RowActionsProps {
  lane: Lane;
  controls: ScheduleControls;
  /** The same actions stand in two columns, of which one is shown: their dialogs need names of their own. */
  place: "narrow" | "wide";
}

/** Run now, skip next, pause or resume and edit, for one schedule. */
export function RowActions({ lane, controls, place }: RowActionsProps) {
  const t = useTranslations("schedule.actions");
  const { schedule, nextRunTime } = lane;
  const { id, name } = schedule;
  const runs = schedule.status !== "removed";
  return (
    <div className="flex items-start gap-0.5 md:justify-end">
      {runs && (
        <OneButton
          action={controls.run}
          fields={{ schedule: id, requestKey: controls.requestKey() }}
          label={t("run", { name })}
        >
          <Play aria-hidden />
        </OneButton>
      )}
      {nextRunTime && (
        <OneButton
          action={controls.skip}
          fields={{ schedule: id, slot: nextRunTime.toISOString(), undo: "false" }}
          label={t("skip", { name, at: `${wallClock(nextRunTime, "UTC")} UTC` })}
        >
          <SkipForward aria-hidden />
        </OneButton>
      )}
      {schedule.paused ? (
        <OneButton action={controls.resume} fields={{ schedule: id }} label={t("resume", { name })}>
          <CirclePlay aria-hidden className="text-status-warning" />
        </OneButton>
      ) : (
        runs && (
          <PauseDialog
            id={`pause-${place}-${id.replace(":", "-")}`}
            title={t("pause", { name })}
            label={t("pause", { name })}
            button={{ variant: "ghost", size: "icon" }}
            action={controls.pause}
            subject={{ schedule: id }}
            meaning={t("pauseMeans", { job: schedule.jobName })}
            trigger={<Pause aria-hidden />}
          />
        )
      )}
      {runs && (
        <Button asChild variant="ghost" size="icon" title={t("edit", { name })}>
          <Link href={editSchedulePath(id)} aria-label={t("edit", { name })}>
            <Pencil aria-hidden />
          </Link>
        </Button>
      )}
    </div>
  );
}

/** Slots ahead that people took out, each with a way back. */
export function TakenOut({ lane, skip }: { lane: Lane; skip: FormAction | null }) {
  const t = useTranslations("schedule.actions");
  const { schedule, takenOut } = lane;
  return takenOut.slice(0, 3).map((slot) => {
    const at = `${wallClock(slot, "UTC")} UTC`;
    return (
      <div key={slot.toISOString()} className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-status-warning">
        <SkipForward aria-hidden className="size-3.5" /> <span>{t("takenOut", { at })}</span>
        {skip && (
          <OneButton
            action={skip}
            fields={{ schedule: schedule.id, slot: slot.toISOString(), undo: "true" }}
            label={t("undoSkip", { name: schedule.name, at })}
          >
            <Undo2 aria-hidden />
          </OneButton>
        )}
      </div>
    );
  });
}

interface OneButtonProps {
  action: FormAction;
  fields: Record<string, string>;
  label: string;
  children: ReactNode;
}

/** A form of one button, named by its label. */
function OneButton({ action, fields, label, children }: OneButtonProps) {
  return (
    <ActionForm action={action} className="max-w-60">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant="ghost" size="icon" title={label} aria-label={label}>
        {children}
      </SubmitButton>
    </ActionForm>
  );
}

/** What the person may do with schedules; null where they may not, and then no control is shown at all. */
export interface ScheduleControls {
  run: FormAction;
  skip: FormAction;
  pause: FormAction;
  resume: FormAction;
  /** Of the page, for forms that begin a run: a double click makes one. */
  requestKey: () => string;
}
