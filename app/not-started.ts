import { getTranslations } from "next-intl/server";
import { reasonWords } from "@/lib/dashboard/reason-words";
import { WordedRefusal } from "@/lib/http/worded-refusal";

/** What a form is told when the run it asked for was refused. */
export async function notStarted(reason: string): Promise<WordedRefusal> {
  const [t, words] = await Promise.all([getTranslations("errors"), getTranslations("words")]);
  return new WordedRefusal(t("notStarted", { reason: reasonWords(words, reason) }));
}
