import type { Random } from "../../cron/words/clock.ts";
import type { DeliveryAnswer, HeldMessage } from "./message.ts";

/** How a message is tried again, in ms. */
export interface TryBackoff {
  /** After the first try that failed; it doubles with each. */
  firstMs: number;
  /** No wait is longer. */
  mostMs: number;
}

/** 2 s, 4 s, … 34 min, then every hour: in a day some 35 tries. */
export const TRY_BACKOFF: TryBackoff = { firstMs: 2_000, mostMs: 3_600_000 };
/** From this try on (after some 45 s) a channel that may work later counts as failing, too. */
const FAILING_FROM_TRY = 6;
/** What no other side may ask for more of. */
const MOST_PAUSE_MS = 86_400_000;

/** What is written down of a try. */
export interface TryRecord {
  outcome: DeliveryAnswer["outcome"];
  status: number | null;
  answer: string | null;
  /** Why it was not delivered. */
  reason: string | null;
  /** Until the next try; null where there is none. */
  retryMs: number | null;
  /** The address is left alone for so long; 0: not at all. */
  pauseMs: number;
  remoteId: string | null;
  /** It only met a limit, and counts as no attempt. */
  limited: boolean;
  /** The channel is known to be failing from now on. */
  failing: boolean;
}

/**
 * What follows on a try: the end, or the next one. The wait is drawn from the upper half of its step, so that messages
 * that failed together do not come back together; a `Retry-After` is never undercut.
 */
export function decideTry(
  message: Pick<HeldMessage, "attempt" | "giveUpAt">,
  answer: DeliveryAnswer,
  { now, random, backoff }: { now: Date; random: Random; backoff: TryBackoff },
): TryRecord {
  const record = plainRecord(answer);
  if (answer.outcome === "dead") return { ...record, failing: true };
  if (answer.outcome === "delivered") return { ...record, remoteId: answer.remoteId ?? null };
  const limited = answer.limited ?? false;
  const stepMs = Math.min(backoff.mostMs, backoff.firstMs * 2 ** (message.attempt - 1));
  const waitMs = limited ? 0 : Math.round(stepMs * (1 - random() / 2));
  const retryMs = Math.max(waitMs, record.pauseMs);
  if (now.getTime() + retryMs > message.giveUpAt.getTime()) return givenUp(record);
  return { ...record, retryMs, limited, failing: !limited && message.attempt >= FAILING_FROM_TRY };
}

function plainRecord(answer: DeliveryAnswer): TryRecord {
  return {
    outcome: answer.outcome,
    status: answer.status ?? null,
    answer: answer.answer ?? null,
    reason: "reason" in answer ? answer.reason : null,
    retryMs: null,
    pauseMs: Math.round(Math.min(Math.max(0, answer.pauseMs ?? 0), MOST_PAUSE_MS)),
    remoteId: null,
    limited: false,
    failing: false,
  };
}

function givenUp(record: TryRecord): TryRecord {
  return {
    ...record,
    outcome: "dead",
    failing: true,
    reason: `given up after a day of tries; the last one: ${record.reason}`,
  };
}
