import { getTranslations } from "next-intl/server";
import { WordedRefusal } from "@/lib/auth/refusals";
import { reasonWords } from "@/lib/dashboard/words/status-words";

/** What a form is told when the run it asked for was refused. */
export async function notStarted(reason: string): Promise<WordedRefusal> {
  const [t, words] = await Promise.all([getTranslations("errors"), getTranslations("words")]);
  return new WordedRefusal(t("notStarted", { reason: reasonWords(words, reason) }));
}
