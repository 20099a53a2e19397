import type { MessageKind } from "../words/vocabulary.ts";

/** One message in the hands of who sends it: claimed, and nobody else's until its lease is over. */
export interface HeldMessage {
  /** The same at each try: the other side tells a repetition by it. */
  id: string;
  dedupeKey: string;
  kind: MessageKind;
  /** Null where it goes to no alert channel. */
  channelId: string | null;
  address: string;
  payload: unknown;
  fence: string;
  /** Which try this is, from 1. */
  attempt: number;
  createdAt: Date;
  /** It is given up when the next try would come after this. */
  giveUpAt: Date;
  runId: string | null;
}

/** What the other side said to a try. None of the texts holds a secret. */
interface SaidToTry {
  /** Its status, where it has one (HTTP, SMTP). */
  status?: number;
  /** What it answered, cut. */
  answer?: string;
  /** The address is left alone for so long: its rate is used up, or it asked for it (`Retry-After`). */
  pauseMs?: number;
}

/**
 * What became of a try. A `reason` is a sentence: what came, and what to do about it.
 * - `delivered`: the other side has it
 * - `retry`: it may have it later; a try that only met the other side's limit says so by `limited`
 * - `dead`: no further try can help
 */
export type DeliveryAnswer =
  | ({ outcome: "delivered"; remoteId?: string | null } & SaidToTry)
  | ({ outcome: "retry"; reason: string; limited?: boolean } & SaidToTry)
  | ({ outcome: "dead"; reason: string } & SaidToTry);

/**
 * Tries to deliver one message. What it throws counts as a try that may succeed later.
 * @param signal aborted when the process stops
 */
export type SendMessage = (message: HeldMessage, signal: AbortSignal) => Promise<DeliveryAnswer>;
