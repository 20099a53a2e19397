import { useTimeZone, useTranslations } from "next-intl";
import { exactUtc, relativeWords } from "@/lib/dashboard/words/duration";
import { exactIn, shownZone } from "@/lib/dashboard/words/zone";

interface TimeProps {
  at: Date | null;
  /** Zone of the job that the instant belongs to, for whoever wants to see it so. */
  zone?: string | undefined;
}

/** An instant: relative words to read, the exact UTC instant in `datetime` and on hover. "-" when there is none. */
export function Time({ at, zone: jobZone }: TimeProps) {
  const words = useTranslations("words");
  const zone = shownZone(useTimeZone(), jobZone);
  if (at === null) return <span className="text-muted-foreground">{words("none")}</span>;
  return (
    <time
      dateTime={at.toISOString()}
      title={exactBoth(at, zone)}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {relativeWords(words, at, { now: new Date(), zone })}
    </time>
  );
}

/** The same instant with its exact form spelled out in the chosen zone, for places with room. */
export function ExactTime({ at, zone: jobZone }: TimeProps) {
  const words = useTranslations("words");
  const zone = shownZone(useTimeZone(), jobZone);
  if (at === null) return <span className="text-muted-foreground">{words("none")}</span>;
  const relative = relativeWords(words, at, { now: new Date(), zone });
  return (
    <time
      dateTime={at.toISOString()}
      title={zone === "UTC" ? relative : `${relative} · ${exactUtc(at)}`}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {exactIn(at, zone)}
    </time>
  );
}

const exactBoth = (at: Date, zone: string) =>
  zone === "UTC" ? exactUtc(at) : `${exactUtc(at)} · ${exactIn(at, zone)}`;
