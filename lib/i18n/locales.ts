/** The languages of the screens; the first is taken when a browser asks for none of them. */
export const LOCALES = ["en", "ko"] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language in its own words, for whoever cannot read the one that is shown. */
export const LOCALE_NAMES: Record<Locale, string> = { en: "English", ko: "한국어" };

/** Holds the language a person chose. */
export const LOCALE_COOKIE = "locale";

/** The language of a request: the person's choice, else the one the browser prefers, else English. */
export function localeOf(request: { chosen: string | undefined; acceptLanguage: string | null }): Locale {
  return toLocale(request.chosen ?? "") ?? preferred(request.acceptLanguage ?? "") ?? LOCALES[0];
}

/** The first language of ours by weight (RFC 9110, 12.5.4); equal weights keep the header's order. */
function preferred(acceptLanguage: string): Locale | null {
  const wanted = acceptLanguage.split(",").map(weighed);
  const best = wanted.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  return best.map(({ tag }) => toLocale(tag)).find((locale) => locale !== null) ?? null;
}

function weighed(range: string): { tag: string; weight: number } {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
  const weight = Number(parameters.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
  return { tag, weight };
}

/** The language that a tag such as `ko` or `ko-KR` stands for, or null when the screens do not have it. */
function toLocale(tag: string): Locale | null {
  const language = tag.toLowerCase().split("-", 1)[0];
  return LOCALES.find((locale) => locale === language) ?? null;
}
