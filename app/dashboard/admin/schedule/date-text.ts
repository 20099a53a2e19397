import { getTranslations } from "next-intl/server";
import type { DateRemark } from "@/lib/dashboard/schedules/schedule-form-dates";
import { exactUtc } from "@/lib/dashboard/words/duration";

/** Why a date cannot be: the clocks of its zone skip it. Null when all can. */
export async function gapText(remarks: readonly DateRemark[]): Promise<string | null> {
  const t = await getTranslations("scheduleForm");
  const gaps = remarks.flatMap((remark) => {
    if (remark.kind !== "gap") return [];
    const { field, text, zone, from, to } = remark;
    return [t("dates.gap", { field: t(`dates.${field}`), text: text.replace("T", " "), zone, from, to })];
  });
  return gaps.length === 0 ? null : gaps.join(" ");
}

/** Which of the two is meant by a date that the clocks of its zone show twice. */
export async function twiceTexts(remarks: readonly DateRemark[]): Promise<string[]> {
  const t = await getTranslations("scheduleForm");
  return remarks.flatMap((remark) => {
    if (remark.kind !== "twice") return [];
    const { field, text, zone, first, second } = remark;
    const both = { first: exactUtc(first), second: exactUtc(second) };
    return [t("dates.twice", { field: t(`dates.${field}`), text: text.replace("T", " "), zone, ...both })];
  });
}
