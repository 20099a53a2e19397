import { getLocale, getTranslations } from "next-intl/server";
import type { PreviewText } from "@/components/schedules/editor/editor-answer";
import type { Acting } from "@/lib/auth/acting";
import { type ChangePreview, PREVIEWED } from "@/lib/commands/preview-change";
import type { Lint } from "@/lib/dashboard/schedules/schedule-lint";
import { settingsTimingWords } from "@/lib/dashboard/schedules/schedule-words";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { wallClock } from "@/lib/dashboard/words/zone";

/** Of what cannot be saved. */
export const NO_PREVIEW: Omit<PreviewText, "problem"> = { words: null, zone: "UTC", instants: [], warnings: [] };

/** A preview in the words of the screen's language. */
export async function previewText(
  preview: ChangePreview,
  { plan }: Pick<Acting["runtime"], "plan">,
): Promise<PreviewText> {
  if (preview.kind === "refused") {
    return { ...NO_PREVIEW, problem: issuesWords(await getTranslations("words"), preview.issues) };
  }
  const { settings, instants, shifts, lint } = preview;
  const [locale, t] = await Promise.all([getLocale(), getTranslations("scheduleForm.preview")]);
  const zone = settings.timezone;
  const days = new Map(shifts.map((shift) => [wallClock(shift.at, zone).slice(0, 10), shift.minutes]));
  return {
    problem: null,
    words: settingsTimingWords(settings, locale),
    zone,
    instants: instants.map((at) => ({ at: at.toISOString(), inZone: wallClock(at, zone) })),
    warnings: [
      ...[...days].map(([day, minutes]) =>
        t(minutes > 0 ? "shiftForward" : "shiftBack", { day, zone, minutes: Math.abs(minutes) }),
      ),
      ...(await Promise.all(lint.filter(({ code }) => code !== "collision").map((found) => lintText(found, plan)))),
      ...(await collisionText(lint)),
    ],
  };
}

async function lintText(found: Lint, { name, minIntervalSeconds }: Acting["runtime"]["plan"]): Promise<string> {
  const [t, words] = await Promise.all([getTranslations("scheduleForm.preview"), getTranslations("words")]);
  switch (found.code) {
    case "both_day_fields":
    case "starred_day_fields":
    case "more_collisions":
      return t(found.code);
    case "more_often_than_plan":
      return t(found.code, { plan: name, interval: formatDuration(words, minIntervalSeconds * 1000) });
    case "collision":
      return found.message;
  }
}

/** All of them in one sentence: it is one thing to know. */
async function collisionText(lint: readonly Lint[]): Promise<string[]> {
  const collisions = lint.flatMap((found) => (found.code === "collision" ? [found] : []));
  if (collisions.length === 0) return [];
  const t = await getTranslations("scheduleForm.preview");
  const names = collisions.map(({ scheduleId, count }) =>
    t("collisionWith", { name: scheduleId.replace(/^job:/, ""), count }),
  );
  return [t("collision", { of: PREVIEWED, names: names.join(", ") })];
}
