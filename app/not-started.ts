import { getTranslations } from "next-intl/server";
import { reasonWords } from "@/lib/dashboard/reason-words";
import { ApiError } from "@/lib/http/api-error";

/** What a form is told when the run it asked for was refused. */
export async function notStarted(reason: string): Promise<ApiError> {
  const [t, words] = await Promise.all([getTranslations("errors"), getTranslations("words")]);
  return new ApiError(t("notStarted", { reason: reasonWords(words, reason) }), { status: 409, code: reason });
}
