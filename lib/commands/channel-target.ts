import type { z } from "zod";
import { type AddressTrouble, addressTrouble } from "../alerts/channels/address-trouble.ts";
import { openChannelSecrets, sealChannelSecrets } from "../alerts/channels/channel-secrets.ts";
import { channelWays } from "../alerts/channels/channel-ways.ts";
import type { ChannelKind } from "../alerts/words/vocabulary.ts";
import type { Acting } from "../auth/acting.ts";
import { ApiError, invalidInput } from "../auth/refusals.ts";
import { type Issue, issueAt, issueOfSchema } from "../dashboard/words/issue-words.ts";
import type { Prisma } from "../db.ts";

interface Aimed {
  id: string;
  kind: ChannelKind;
  enabled: boolean;
  secrets: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string | string[]>>;
}

/** Where a channel leads, as its row keeps it. */
export interface ChannelTarget {
  /** What is secret; null where nothing is. */
  sealed: string | null;
  /** What is shown. */
  settings: Prisma.InputJsonObject;
}

/** @throws ApiError 422 for what the kind cannot use, and for an address that is private or unreachable; 503 without keys */
export async function channelTarget(acting: Acting, { id, kind, enabled, ...given }: Aimed): Promise<ChannelTarget> {
  const way = channelWays[kind];
  const secrets = fitted(way.secrets, given.secrets, "secrets");
  const settings = fitted(way.settings, given.settings, "settings");
  const { seal, guard } = acting.runtime.outbox;
  const url = secrets.url ?? settings.url;
  const trouble = typeof url === "string" ? await addressTrouble(url, { guard, isToAnswer: enabled }) : null;
  if (trouble) throw invalidInput("body", [addressIssue(secrets.url ? "secrets.url" : "settings.url", trouble)]);
  const host = typeof secrets.url === "string" ? { host: new URL(secrets.url).host } : {};
  const shown = { ...(settings as Prisma.InputJsonObject), ...host };
  if (Object.keys(secrets).length === 0) return { sealed: null, settings: shown };
  if (seal === null) throw noTokenKeys();
  return { sealed: sealChannelSecrets(seal, { id, kind, given: secrets }), settings: shown };
}

/** What is sealed of a channel with what is given in place of parts of it: a new address keeps the old key. */
export async function withKeptSecrets(
  { runtime: { db, outbox } }: Acting,
  { id, kind }: Pick<Aimed, "id" | "kind">,
  given: Aimed["secrets"],
): Promise<Aimed["secrets"]> {
  const { sealed } = await db.alertChannel.findUniqueOrThrow({ where: { id }, select: { sealed: true } });
  if (sealed === null) return given;
  try {
    const kept = openChannelSecrets(outbox.seal, { id, kind, sealed }) as Record<string, string>;
    return { ...kept, ...given };
  } catch (error) {
    // Whoever enters everything anew mends a channel whose key is gone; who does not is told what is missing.
    if (error instanceof Error && error.name === "SealError") return given;
    throw error;
  }
}

/** What was given as the kind has it. @throws ApiError 422 */
function fitted(schema: z.ZodType, value: unknown, where: string): Readonly<Record<string, unknown>> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const issues = parsed.error.issues.map(issueOfSchema);
  throw invalidInput(
    "body",
    issues.map((issue) => ({ ...issue, path: `${where}.${issue.path}` })),
  );
}

function addressIssue(path: string, trouble: AddressTrouble): Issue {
  switch (trouble.code) {
    case "address_private":
      return issueAt(path, "address_private", { host: trouble.host });
    case "address_unreachable":
      return issueAt(path, "address_unreachable", { host: trouble.host, why: trouble.why });
    case "address_unfit":
      return issueAt(path, "address_unfit", { why: trouble.why });
  }
}

function noTokenKeys(): ApiError {
  return new ApiError(
    "TOKEN_KEYS is not set, so that a channel's address and keys cannot be kept; set it to k1: and what `openssl rand -base64 32` prints, and start again",
    { status: 503, code: "no_token_keys" },
  );
}
