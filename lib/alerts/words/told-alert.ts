import type { Locale } from "../../i18n/locales.ts";
import type { AlertPayload } from "./message.ts";
import type { NoticeKind, Severity } from "./vocabulary.ts";

/** A labelled fact of a message, both in the reader's language. */
export interface ToldFact {
  label: string;
  value: string;
}

/** Somewhere to go, with what it is called. */
export interface ToldLink {
  text: string;
  /** Absolute. */
  href: string;
}

/** One incident of a message in words. */
export interface ToldIncidentWords {
  id: string;
  notice: NoticeKind;
  severity: Severity;
  /** What the severity is called. */
  severityWords: string;
  /** One line, with what became of it before it: `Resolved: refresh-tokens fails`. */
  title: string;
  /** What was seen and what became of it, in a sentence or two. */
  sentence: string;
  fields: readonly ToldFact[];
  /** What to do; null where it is over. */
  action: string | null;
  /** The entry of the troubleshooting that says more about it; null where it is over. */
  help: ToldLink | null;
  /** Opens the run, or the incident where there is none: the first of `links`. */
  url: string;
  links: readonly ToldLink[];
}

/**
 * An alert message in words: plain text of one language without any channel's markup, which each channel cuts to its
 * limits, escapes and dresses. Of a single incident it says what that one's words say; of several, how many and the worst.
 */
export interface ToldAlert {
  title: string;
  sentence: string;
  /** Of the worst that is told. */
  severity: Severity;
  /** Everything that it tells is over. */
  resolved: boolean;
  fields: readonly ToldFact[];
  action: string | null;
  url: string;
  /** What the URL opens. */
  urlWords: string;
  /** Empty for a test and a canary. */
  incidents: readonly ToldIncidentWords[];
}

/**
 * Whom it is told: a channel has one language, and instants are told in its zone, UTC where it has none.
 * `appUrl` has no slash at its end.
 */
export interface Reader {
  locale: Locale;
  appUrl: string;
  timeZone?: string | undefined;
}

/** Turns a message's payload into words. */
export type TellAlert = (payload: AlertPayload, reader: Reader) => ToldAlert;
