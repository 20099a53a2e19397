import { useTranslations } from "next-intl";
import { formatDuration } from "@/lib/dashboard/duration";
import { reasonWords } from "@/lib/dashboard/reason-words";
import type { HourOfRuns, PastSlot } from "@/lib/dashboard/schedule-past";
import { wallClock } from "@/lib/dashboard/zoned-text";

/** Instants and endings of slots in words, with the schedule's own zone where it has one. */
export function useSlotWords(timezone: string) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const at = (instant: Date) => {
    const utc = `${wallClock(instant, "UTC")} UTC`;
    return timezone === "UTC" ? utc : t("zoned", { local: wallClock(instant, timezone), zone: timezone, utc });
  };
  const whyOf = ({ reason, error }: PastSlot) => error ?? (reason === null ? null : reasonWords(words, reason));
  return {
    at,
    whyOf,
    /** One line for a past slot: state, length and why. */
    ending(slot: PastSlot): string {
      const { state, durationMs, slots } = slot;
      const why = whyOf(slot);
      const parts = [
        words(`state.${state}`),
        slots > 1 ? t("range", { count: slots }) : null,
        durationMs === null ? null : t("took", { duration: formatDuration(words, durationMs) }),
        why,
      ];
      return parts.filter((part) => part !== null).join(", ");
    },
    hour({ successful, failed, skipped, missed }: HourOfRuns): string {
      return t("hour", { successful, failed, skipped, missed });
    },
  };
}
