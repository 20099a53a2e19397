import { getLocale } from "next-intl/server";
import { createTranslator } from "use-intl/core";
import { type Reason, reasonIn } from "@/lib/jobs/images/reasons.ts";
import { imageWords } from "@/lib/jobs/images/words.ts";

/** The words of this screen in the language of the request. */
export async function conversionWords() {
  const locale = await getLocale();
  // Korean has English's keys; the type holds English's own texts, from which the placeholders of each are read
  const messages = imageWords[locale] as typeof imageWords.en;
  return {
    t: createTranslator<typeof imageWords.en>({ locale, messages, timeZone: "UTC" }),
    reasonWords: (reason: Reason) => reasonIn(locale, reason),
    sizeWords: (bytes: number) => sizeIn(locale, bytes),
    shareWords: (share: number) => new Intl.NumberFormat(locale, { style: "percent" }).format(share),
    countWords: (count: number) => new Intl.NumberFormat(locale).format(count),
  };
}
export type ConversionWords = Awaited<ReturnType<typeof conversionWords>>;

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function sizeIn(locale: string, bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3));
  const unit = UNITS[power];
  const [maximumFractionDigits, unitDisplay] = power === 0 ? [0, "long" as const] : [1, "short" as const];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay, maximumFractionDigits }).format(
    bytes / 1000 ** power,
  );
}
