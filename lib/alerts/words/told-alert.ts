import type { Locale } from "../../i18n/locales.ts";
import type { AlertPayload } from "./message.ts";
import type { NoticeKind, Severity } from "./vocabulary.ts";

/** A labelled fact of a message, both in the reader's language. */
export interface ToldFact {
  label: string;
  value: string;
}

/** One incident of a message in words. */
export interface ToldIncidentWords {
  id: string;
  notice: NoticeKind;
  severity: Severity;
  /** One line, such as "refresh-tokens failed 3 times in a row". */
  title: string;
  /** What happened, in a sentence or two. */
  sentence: string;
  fields: readonly ToldFact[];
  /** What to do; null where there is nothing. */
  action: string | null;
  /** Absolute: opens the run, or the incident where there is none. */
  url: string;
}

/**
 * An alert message in words: plain text of one language without any channel's markup, which each channel cuts to its
 * limits and dresses. Of a single incident it says what that one's words say; of several, how many and the worst.
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
  /** Empty for a test and a canary. */
  incidents: readonly ToldIncidentWords[];
}

/** Turns a message's payload into words. @param context `appUrl` has no slash at its end */
export type TellAlert = (payload: AlertPayload, context: { locale: Locale; appUrl: string }) => ToldAlert;
