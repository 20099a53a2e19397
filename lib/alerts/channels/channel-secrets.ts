import type { Pool } from "pg";
import { checkWith, issuesText } from "../../cron/words/errors.ts";
import { MASK } from "../../cron/words/redact.ts";
import { type Seal, SealError } from "../../seal.ts";
import type { ChannelKind } from "../words/vocabulary.ts";
import { channelWays } from "./channel-ways.ts";

/** A channel whose address cannot be kept, for there is no key to seal it with. */
class TokenKeysMissingError extends Error {
  override readonly name = "TokenKeysMissingError";
  constructor() {
    super(
      "TOKEN_KEYS is not set, so that the channel's address and keys cannot be kept; set it to k1: and what `openssl rand -base64 32` prints, and start again",
    );
  }
}

/** Address or keys that the kind of channel cannot use. */
class ChannelSecretsError extends Error {
  override readonly name = "ChannelSecretsError";
}

const contextOf = (channelId: string) => `alert_channels/${channelId}`;

/**
 * Seals what a person entered as a channel's address and keys, for the column `sealed`.
 * @param given as the kind's `secrets` schema has it
 * @throws TokenKeysMissingError, ChannelSecretsError, both without what was given
 */
export function sealChannelSecrets(
  seal: Seal | null,
  { id, kind, given }: { id: string; kind: ChannelKind; given: unknown },
): string {
  if (!seal) throw new TokenKeysMissingError();
  return seal.seal(JSON.stringify(parseSecrets(kind, given)), contextOf(id));
}

/** @throws TokenKeysMissingError, SealError, ChannelSecretsError */
export function openChannelSecrets(
  seal: Seal | null,
  { id, kind, sealed }: { id: string; kind: ChannelKind; sealed: string },
): unknown {
  if (!seal) throw new TokenKeysMissingError();
  return parseSecrets(kind, JSON.parse(seal.open(sealed, contextOf(id))));
}

function parseSecrets(kind: ChannelKind, given: unknown): unknown {
  const way = channelWays[kind];
  if (!way) throw new ChannelSecretsError(`this release has no channels of the kind ${kind}`);
  const checked = checkWith(way.secrets, given);
  if (checked.success) return checked.data;
  throw new ChannelSecretsError(`the address or keys of the channel do not fit: ${issuesText(checked.issues)}`);
}

/** Every text in a channel's secrets that must be in no row, log line or answer: whole, and the parts of addresses. */
export function secretTextsOf(secrets: unknown): string[] {
  if (typeof secrets === "string") return [secrets, ...partsOfAddress(secrets)];
  if (typeof secrets !== "object" || secrets === null) return [];
  return Object.values(secrets).flatMap(secretTextsOf);
}

/** Shorter parts of a path are words (`services`, `webhooks`), and no secret hangs on them. */
const LEAST_PART = 9;

function partsOfAddress(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { pathname, search, searchParams, password } = new URL(text);
  const parts = [...pathname.split("/"), ...searchParams.values(), password];
  const wholes = [pathname, pathname + search].filter((whole) => whole.length >= LEAST_PART);
  return [...wholes, ...parts.filter((part) => part.length >= LEAST_PART)];
}

/** An address as people may see it: where it leads, and nothing by which one could write there. */
export function maskedAddress(url: string): string {
  return URL.canParse(url) ? `${new URL(url).host}/${MASK}` : MASK;
}

interface Resealed {
  /** Sealed anew by the first key. */
  resealed: number;
  /** Had been already. */
  current: number;
  /** What no key opens, by name, with the reason. */
  failed: { name: string; reason: string }[];
}

/** Seals the secrets of all channels by the first key of TOKEN_KEYS. What is changed meanwhile stays as it is changed. */
export async function resealChannels(pool: Pick<Pool, "query">, seal: Seal): Promise<Resealed> {
  const { rows } = await pool.query<{ id: string; name: string; sealed: string }>(
    "select id, name, sealed from alert_channels where sealed is not null order by id",
  );
  const done: Resealed = { resealed: 0, current: 0, failed: [] };
  for (const { id, name, sealed } of rows) {
    try {
      if (seal.isCurrent(sealed)) done.current += 1;
      else {
        const anew = seal.seal(seal.open(sealed, contextOf(id)), contextOf(id));
        await pool.query("update alert_channels set sealed = $3 where id = $1 and sealed = $2", [id, sealed, anew]);
        done.resealed += 1;
      }
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      done.failed.push({ name, reason: error.message });
    }
  }
  return done;
}
