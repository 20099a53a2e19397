import { expect, test } from "vitest";
import { localeOf } from "../../lib/i18n/locales.ts";

test.each([
  ["ko", "en-US,en;q=0.9", "ko"],
  ["en", "ko-KR,ko;q=0.9", "en"],
  ["xx", "ko-KR,ko;q=0.9,en;q=0.8", "ko"],
  [undefined, "ko-KR,ko;q=0.9,en;q=0.8", "ko"],
  [undefined, "fr-FR,fr;q=0.9,ko;q=0.5,en;q=0.7", "en"],
  [undefined, "KO", "ko"],
  [undefined, "ko;q=0, en;q=0.1", "en"],
  [undefined, "ko;q=nonsense", "en"],
  [undefined, "fr, *;q=0.1", "en"],
  [undefined, "", "en"],
  [undefined, null, "en"],
] as const)("a choice of %s and a browser that asks for %j get %s", (chosen, acceptLanguage, locale) => {
  expect(localeOf({ chosen, acceptLanguage })).toBe(locale);
});
