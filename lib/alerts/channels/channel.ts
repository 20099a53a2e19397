import type { z } from "zod";
import type { DeliveryAnswer } from "../outbox/message.ts";
import type { AlertPayload } from "../words/message.ts";
import type { Reader, ToldAlert } from "../words/told-alert.ts";
import type { ChannelKind } from "../words/vocabulary.ts";
import type { MailTools } from "./mail-tools.ts";

/** A message on its way to one channel, in the channel's language. */
export interface ChannelMessage<Secrets = unknown, Settings = unknown> {
  /** The same at each try. */
  id: string;
  createdAt: Date;
  channel: { id: string; name: string };
  payload: AlertPayload;
  /** The payload as `tellAlert` tells it to the reader. */
  told: ToldAlert;
  reader: Reader;
  /** Where to and by which key. */
  secrets: Secrets;
  settings: Settings;
  /** What the other side called earlier messages about exactly these incidents, where it can change them. */
  earlier: readonly string[];
}

/** What a channel gets to send with. */
export interface ChannelTools {
  /** Aborted when the process stops or the message's time is up. */
  signal: AbortSignal;
  post: PostOut;
  /** How mail leaves; null without SMTP_URL. */
  mail: MailTools | null;
  now: Date;
}

/**
 * A way of telling people. One file for each, all of this shape; everything that they share (limits of time and size,
 * addresses, secrets, tries) is done around them.
 */
export interface ChannelWay<Secrets = unknown, Settings = unknown> {
  kind: ChannelKind;
  /** What is sealed in the row, or comes from the environment: address and keys. */
  secrets: z.ZodType<Secrets>;
  /** What is no secret, and shown. */
  settings: z.ZodType<Settings>;
  /** Least time between two messages, in ms; 0: as fast as they are taken. */
  spacingMs: number;
  /** What was told can be changed: the end of an incident is written into the message that told of its opening. */
  edits?: boolean;
  /** Renders, sends, and says what became of it. A failure to reach the other side may be thrown. */
  deliver(message: ChannelMessage<Secrets, Settings>, tools: ChannelTools): Promise<DeliveryAnswer>;
}

/** One HTTP call to the other side. */
export interface OutgoingCall {
  /** Default: POST. */
  method?: "POST" | "PATCH";
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON as it is. */
  body: string;
}

/** What it answered. */
export interface OutgoingAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Its beginning, cut; 8 KiB of it are kept. */
  text: string;
}

/**
 * Makes one call: within 10 s, along no redirect, to no private address that is not allowed.
 * @throws RefusedAddressError, or what kept it from being answered
 */
export type PostOut = (call: OutgoingCall, signal: AbortSignal) => Promise<OutgoingAnswer>;

interface HttpChannel<Secrets, Settings> extends Omit<ChannelWay<Secrets, Settings>, "deliver"> {
  /** The calls that tell it, in their order. */
  render(
    message: ChannelMessage<Secrets, Settings>,
    now: Date,
  ): readonly OutgoingCall[] | Promise<readonly OutgoingCall[]>;
  /** What an answer means. */
  classify(answer: OutgoingAnswer, now: Date): DeliveryAnswer;
}

/** A channel that is told by HTTP: the first answer that is no success ends the try, and the last one tells the rest. */
export function overHttp<Secrets, Settings>({
  render,
  classify,
  ...channel
}: HttpChannel<Secrets, Settings>): ChannelWay<Secrets, Settings> {
  return {
    ...channel,
    async deliver(message, { post, signal, now }) {
      let last: DeliveryAnswer = { outcome: "delivered" };
      for (const call of await render(message, now)) {
        last = classify(await post(call, signal), now);
        if (last.outcome !== "delivered") return last;
      }
      return last;
    },
  };
}
