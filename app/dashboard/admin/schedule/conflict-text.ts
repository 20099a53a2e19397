import { getTranslations } from "next-intl/server";
import type { ConflictText } from "@/components/schedules/editor/editor-answer";
import type { ParamField } from "@/lib/dashboard/forms/form-params";
import { groupsThatDiffer, groupText } from "@/lib/dashboard/schedules/schedule-form";
import type { FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";

/** Who wants what: the fields that somebody else changed, and those that this person did. */
export async function conflictText(
  { mine, base, theirs }: Record<"mine" | "base" | "theirs", FormValues>,
  fields: readonly ParamField[],
): Promise<ConflictText> {
  const t = await getTranslations("scheduleForm");
  const byMe = new Set(groupsThatDiffer(mine, base));
  const byThem = new Set(groupsThatDiffer(theirs, base));
  const groups = [...new Set([...byThem, ...byMe])];
  const shown = (text: string) => (text === "" ? t("conflict.empty") : text);
  return {
    title: t("conflict.title"),
    advice: t("conflict.advice"),
    columns: { field: t("conflict.field"), theirs: t("conflict.theirs"), mine: t("conflict.mine") },
    rows: groups.map((group) => ({
      field: t(`group.${group}`),
      theirs: shown(groupText(group, theirs, fields)),
      mine: byMe.has(group) ? shown(groupText(group, mine, fields)) : t("conflict.empty"),
      both: byMe.has(group) && byThem.has(group),
    })),
    apply: t("conflict.apply"),
  };
}
