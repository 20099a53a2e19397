import { useTranslations } from "next-intl";
import { exactUtc, relativeWords } from "@/lib/dashboard/relative-time";

/** An instant: relative words to read, the exact UTC instant in `datetime` and on hover. "-" when there is none. */
export function Time({ at }: { at: Date | null }) {
  const words = useTranslations("words");
  if (at === null) return <span className="text-muted-foreground">{words("none")}</span>;
  return (
    <time dateTime={at.toISOString()} title={exactUtc(at)} className="whitespace-nowrap">
      {relativeWords(words, at, new Date())}
    </time>
  );
}

/** The same instant with its exact form spelled out, for places with room. */
export function ExactTime({ at }: { at: Date | null }) {
  const words = useTranslations("words");
  if (at === null) return <span className="text-muted-foreground">{words("none")}</span>;
  return (
    <time dateTime={at.toISOString()} title={relativeWords(words, at, new Date())} className="whitespace-nowrap">
      {exactUtc(at)}
    </time>
  );
}
