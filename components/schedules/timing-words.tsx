import { useLocale } from "next-intl";
import type { TriggerEntry } from "@/lib/dashboard/schedule-entry";
import { timingWords } from "@/lib/dashboard/schedule-words";

/** What fires a schedule, in the words of the screen's language. */
export function TimingWords({ timing }: { timing: TriggerEntry }) {
  return timingWords(timing, useLocale());
}
