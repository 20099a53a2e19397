import { words as english } from "../i18n/messages/en/words.ts";
import type { Words } from "../i18n/words.ts";

/** Why a run stands as it does, from the word its row keeps; one that has no translation (any more) is told as it is. */
export function reasonWords(words: Words, reason: string): string {
  return isKnown(reason) ? words(`reason.${reason}`) : reason.replaceAll("_", " ");
}

function isKnown(reason: string): reason is keyof typeof english.reason {
  return Object.hasOwn(english.reason, reason);
}
