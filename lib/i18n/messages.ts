import type { Locale } from "./locales.ts";
import * as en from "./messages/en.ts";
import * as ko from "./messages/ko.ts";
import type { Translated } from "./translated.ts";

/** English decides which keys there are and what each is told. */
export type Messages = typeof en;

declare module "use-intl/core" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

const korean: Translated<Messages> = ko;

/** All words of the screens in one language. */
export function messagesOf(locale: Locale): Messages {
  switch (locale) {
    case "en":
      return en;
    case "ko":
      // The type holds English's own texts, from which the compiler reads the placeholders of each key; that the
      // Korean ones have the same is held by tests/i18n/messages.test.ts.
      return korean as unknown as Messages;
  }
}
