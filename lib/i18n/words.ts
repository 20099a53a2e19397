import { createTranslator, type Messages } from "use-intl/core";
import type { Locale } from "./locales.ts";
import { messagesOf } from "./messages.ts";

/**
 * Puts facts into words of one language: what pure functions are given instead of a language of their own. Screens get
 * theirs from `useTranslations("words")`.
 */
export type Words = ReturnType<typeof createTranslator<Messages, "words">>;

/** The words of a language outside of a request for a screen. They remember what they have parsed. */
export const wordsIn = (locale: Locale): Words => WORDS[locale];

const WORDS: Record<Locale, Words> = { en: translator("en"), ko: translator("ko") };

/** What the API, the command line and the log speak, whatever language a person reads the screens in. */
export const ENGLISH: Words = WORDS.en;

function translator(locale: Locale): Words {
  return createTranslator<Messages, "words">({
    locale,
    messages: messagesOf(locale),
    namespace: "words",
    timeZone: "UTC",
    onError: (error) => {
      throw error;
    },
  });
}
