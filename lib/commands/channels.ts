import { randomUUID } from "node:crypto";
import type { FirstTry } from "../alerts/channels/create-outbox.ts";
import { newWebhookSecret } from "../alerts/channels/webhook.ts";
import { putMessage, sqlWithin } from "../alerts/outbox/put-message.ts";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import type { Json } from "../cron/words/json.ts";
import { type ListedChannel, readChannel } from "../dashboard/alerts/channels.ts";
import type { Prisma } from "../db.ts";
import type { ChannelChange, NewChannel } from "./channel-body.ts";
import { type ChannelTarget, channelTarget, withKeptSecrets } from "./channel-target.ts";

export type { FirstTry };

interface MadeChannel {
  channel: ListedChannel;
  /** Of a webhook for which none was given: what its receiver checks signatures with. It is nowhere to be had again. */
  signingSecret: string | null;
}

/**
 * Makes a channel; its address and keys are sealed.
 * @throws ApiError 422 for an address that is private, unreachable or none, 503 without TOKEN_KEYS
 */
export async function createChannel(acting: Acting, wanted: NewChannel): Promise<MadeChannel> {
  const { secrets, settings, quietHours, ...plain } = wanted;
  const id = randomUUID();
  const made = plain.kind === "webhook" && !secrets.secret ? newWebhookSecret() : null;
  const given = made === null ? secrets : { ...secrets, secret: made };
  const target = await channelTarget(acting, { ...plain, id, secrets: given, settings });
  await acting.runtime.db.$transaction(async (tx) => {
    const createdBy = actorName(acting).slice(0, 200);
    await tx.alertChannel.create({
      data: { id, origin: "person", ...plain, ...quietOf(quietHours), ...target, createdBy },
    });
    await recordAudit(tx, acting, { action: "channel.create", target: id, after: await toldOf(tx, id) });
  });
  return { channel: await requireChannel(acting, id), signingSecret: made };
}

/**
 * Changes a channel. Of one of the environment only how it is told may change: the rest is in its variables.
 * @throws ApiError 404; 409 for another version, or for what is the environment's; 422 and 503 as `createChannel`
 */
export async function changeChannel(acting: Acting, id: string, change: ChannelChange): Promise<ListedChannel> {
  const channel = await requireChannel(acting, id);
  const { version, secrets, settings, quietHours, ...plain } = change;
  const isAimed = secrets !== undefined || settings !== undefined;
  if (channel.origin === "environment" && (isAimed || plain.name !== undefined)) throw ofEnvironment(channel);
  const enabled = plain.enabled ?? channel.enabled;
  const target: Partial<ChannelTarget> = isAimed
    ? await channelTarget(acting, {
        ...{ id, kind: channel.kind, enabled },
        secrets: await withKeptSecrets(acting, channel, secrets ?? {}),
        settings: settings ?? (channel.settings as Record<string, string>),
      })
    : {};
  await acting.runtime.db.$transaction(async (tx) => {
    const before = await toldOf(tx, id);
    const data = { ...present(plain), ...(quietHours !== undefined && quietOf(quietHours)), ...target };
    const { count } = await tx.alertChannel.updateMany({
      where: { id, version },
      data: { ...data, version: { increment: 1 } },
    });
    if (count === 0) throw changedMeanwhile(channel, version);
    const after = await toldOf(tx, id);
    await recordAudit(tx, acting, { action: "channel.change", target: id, before, after });
  });
  return await requireChannel(acting, id);
}

/** Deletes a channel with what it was to be told. @returns its name @throws ApiError 404; 409 for the environment's */
export async function removeChannel(acting: Acting, id: string): Promise<string> {
  const channel = await requireChannel(acting, id);
  if (channel.origin === "environment") throw ofEnvironment(channel);
  await acting.runtime.db.$transaction(async (tx) => {
    const before = await toldOf(tx, id);
    const { count } = await tx.alertChannel.deleteMany({ where: { id } });
    if (count === 0) throw noSuchChannel(id);
    await recordAudit(tx, acting, { action: "channel.delete", target: id, before });
  });
  return channel.name;
}

/**
 * Sends a test message and waits for its first try.
 * @returns what the other side said; null when it was not tried within 15 s
 * @throws ApiError 404
 */
export async function testChannel(acting: Acting, id: string): Promise<FirstTry | null> {
  const { db, outbox } = acting.runtime;
  await requireChannel(acting, id);
  const messageId = await db.$transaction(async (tx) => {
    const payload = { tells: "test", by: actorName(acting) } as const;
    const dedupeKey = `test/${id}/${randomUUID()}`;
    const put = await putMessage(sqlWithin(tx), { kind: "test", channelId: id, dedupeKey, payload });
    await recordAudit(tx, acting, { action: "channel.test", target: id, after: { messageId: put.id } });
    return put.id;
  });
  return await outbox.firstTry(messageId);
}

/** One channel, without its secrets. @throws ApiError 404 */
export async function requireChannel({ runtime }: Pick<Acting, "runtime">, id: string): Promise<ListedChannel> {
  const channel = await readChannel(runtime, id.slice(0, 60));
  if (channel) return channel;
  throw noSuchChannel(id);
}

/** What the audit log keeps of a channel: all but its secrets, of which it says whether they were changed. */
async function toldOf(tx: Prisma.TransactionClient, id: string): Promise<Json> {
  const { sealed, ...row } = await tx.alertChannel.findUniqueOrThrow({ where: { id } });
  const { name, kind, enabled, settings, locale, minSeverity, mutedRules, categories, canary } = row;
  const { quietFrom, quietUntil, quietZone, version } = row;
  // The start of the sealed text's hash would tell nothing; its version does.
  const secrets = sealed === null ? null : `sealed at version ${version}`;
  return {
    ...{ name, kind, enabled, settings: settings as Json, secrets, locale, minSeverity, mutedRules, categories },
    ...{ canary, quietFrom, quietUntil, quietZone },
  };
}

function quietOf(quiet: NewChannel["quietHours"]) {
  return { quietFrom: quiet?.from ?? null, quietUntil: quiet?.until ?? null, quietZone: quiet?.zone ?? null };
}

/** Without the keys that are absent: they stay as they are. */
function present<Fields extends object>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}

function noSuchChannel(id: string): ApiError {
  return notFound(`There is no alert channel ${id.slice(0, 60)} (any more)`, "unknown_channel");
}

function ofEnvironment({ name }: ListedChannel): ApiError {
  return new ApiError(
    `The channel ${name} is the environment's: change or unset its variable and start again; here it can be switched off`,
    { status: 409, code: "channel_of_environment" },
  );
}

function changedMeanwhile({ name, version }: ListedChannel, expected: number): ApiError {
  const message = `The channel ${name} is at version ${version}, you changed version ${expected}: look at what it is now and repeat`;
  return new ApiError(message, { status: 409, code: "version_conflict", details: { version } });
}
