import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { SubmitButton } from "@/components/shell/submit-button";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { formatDuration } from "@/lib/dashboard/duration";
import type { Lane } from "@/lib/dashboard/schedule-board";
import { useSlotWords } from "./slot-words";

const SHOWN = 10;

/** The next slots of a schedule with what will become of each; those that people took out can be put back. */
export function NextRuns({ lane, skip }: { lane: Lane; skip: FormAction | null }) {
  const t = useTranslations("schedule");
  const words = useTranslations("words");
  const { at } = useSlotWords(lane.schedule.timezone);
  const { ahead, schedule } = lane;
  if (ahead.kind === "band") {
    return <p className="text-sm">{t("slot.band", { count: ahead.count, gap: formatDuration(words, ahead.gapMs) })}</p>;
  }
  if (ahead.slots.length === 0) return <p className="text-sm text-muted-foreground">{t("page.nextNone")}</p>;
  return (
    <ol className="divide-y divide-border text-sm">
      {ahead.slots.slice(0, SHOWN).map((slot) => (
        <li key={slot.at.toISOString()} className="flex flex-wrap items-center justify-between gap-2 py-1.5">
          <span>
            <Time at={slot.at} zone={schedule.timezone} />
            <span className="block text-xs text-muted-foreground">{at(slot.at)}</span>
          </span>
          <span className="flex items-center gap-2">
            {slot.fate !== "expected" && (
              <Badge tone={slot.fate === "held" ? "idle" : "warning"} className="whitespace-normal">
                {t(`slot.fate.${slot.fate}`)}
              </Badge>
            )}
            {slot.fate === "taken_out" && skip && (
              <ActionForm action={skip}>
                <input type="hidden" name="schedule" value={schedule.id} />
                <input type="hidden" name="slot" value={slot.at.toISOString()} />
                <input type="hidden" name="undo" value="true" />
                <SubmitButton size="sm">{t("page.undo")}</SubmitButton>
              </ActionForm>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
