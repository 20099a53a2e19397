import { z } from "zod";
import { unsubscribeToken } from "../alerts/channels/mail-message.ts";
import { recordAudit } from "../auth/audit.ts";
import type { Prisma } from "../db.ts";
import type { Runtime } from "../runtime.ts";

/** Who a link of a mail is of. */
export interface MailSubscription {
  channelId: string;
  channelName: string;
  recipient: string;
  /** Whether they get mail of the channel still. */
  subscribed: boolean;
}

const settingsOf = z.object({ to: z.array(z.string()) });

interface MailChannel {
  id: string;
  name: string;
  origin: string;
  enabled: boolean;
  to: string[];
  /** Who left by a link, in lower case. */
  left: string[];
}

/** The holder of a mail's link, or null: it was made up, or of a channel or an address that is no more. */
export async function readSubscription({ db, env }: Runtime, token: string): Promise<MailSubscription | null> {
  const all = (await readChannels(db)).flatMap((channel) => subscriptionsOf(channel));
  return all.find((one) => unsubscribeToken(env.authSecret, one) === token) ?? null;
}

/**
 * Takes the holder of a mail's link out of its channel. From the recipients of one that a person made the address goes;
 * one of the environment, whose recipients stand there, goes on without it. Twice is once.
 * @returns who left, or null as above
 */
export async function unsubscribe(runtime: Runtime, headers: Headers, token: string): Promise<MailSubscription | null> {
  const found = await readSubscription(runtime, token);
  if (!found?.subscribed) return found;
  await runtime.db.$transaction(async (tx) => {
    // Two clicks at once are one: the second waits here, and finds the address gone.
    await tx.$queryRaw`select id from alert_channels where id = ${found.channelId} for update`;
    const channel = (await readChannels(tx)).find(({ id }) => id === found.channelId);
    if (channel && isSubscribed(channel, found.recipient)) await leave(tx, { runtime, headers, channel, ...found });
  });
  return { ...found, subscribed: false };
}

interface Leaving {
  runtime: Runtime;
  headers: Headers;
  channel: MailChannel;
  recipient: string;
}

async function leave(tx: Prisma.TransactionClient, { runtime, headers, channel, recipient }: Leaving): Promise<void> {
  const { id, origin } = channel;
  const before = remaining(channel);
  const after = before.filter((one) => !isSame(one, recipient));
  await tx.alertUnsubscribe.createMany({
    data: [{ channelId: id, recipient: recipient.toLowerCase() }],
    skipDuplicates: true,
  });
  if (origin === "person") {
    // A channel of nobody cannot be: the last one to leave switches it off.
    const change = after.length > 0 ? { settings: { to: after } } : { enabled: false };
    await tx.alertChannel.update({ where: { id }, data: { ...change, version: { increment: 1 } } });
  }
  const actor = { kind: "recipient", address: recipient } as const;
  const acting = { runtime, headers, actor, background: () => undefined };
  await recordAudit(tx, acting, {
    action: "channel.unsubscribe",
    target: id,
    before: { to: before },
    after: { to: after },
  });
}

async function readChannels(db: Pick<Runtime["db"], "alertChannel" | "alertUnsubscribe">): Promise<MailChannel[]> {
  const rows = await db.alertChannel.findMany({ where: { kind: "email" } });
  const left = Map.groupBy(await db.alertUnsubscribe.findMany(), ({ channelId }) => channelId);
  return rows.flatMap(({ id, name, origin, enabled, settings }) => {
    const { success, data } = settingsOf.safeParse(settings);
    const gone = left.get(id)?.map(({ recipient }) => recipient) ?? [];
    return success ? [{ id, name, origin, enabled, to: data.to, left: gone }] : [];
  });
}

/** Those who get mail and those who got some once: their links say so, instead of nothing. */
function subscriptionsOf(channel: MailChannel): MailSubscription[] {
  const { id: channelId, name: channelName, to, left } = channel;
  return [...to, ...left].map((recipient) => {
    return { channelId, channelName, recipient, subscribed: isSubscribed(channel, recipient) };
  });
}

/** A person may put somebody back who left: of the environment's recipients nobody comes back by themselves. */
function remaining({ origin, enabled, to, left }: MailChannel): string[] {
  if (origin === "person") return enabled ? to : [];
  return to.filter((one) => !left.includes(one.toLowerCase()));
}

const isSubscribed = (channel: MailChannel, recipient: string) =>
  remaining(channel).some((one) => isSame(one, recipient));
const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
