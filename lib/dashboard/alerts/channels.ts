import { CHANNEL_KINDS, type ChannelKind, type Severity } from "../../alerts/words/vocabulary.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Db } from "../../db.ts";

/** Where people are told, without its secrets. */
export interface ListedChannel {
  id: string;
  name: string;
  kind: ChannelKind;
  origin: "environment" | "person";
  enabled: boolean;
  /** What is no secret: recipients, the host of an address. */
  settings: Json;
  /** The language of its messages. */
  locale: string;
  minSeverity: Severity;
  mutedRules: string[];
  /** Empty: all. */
  categories: string[];
  quietFrom: string | null;
  quietUntil: string | null;
  quietZone: string | null;
  canary: boolean;
  lastCanaryAt: Date | null;
  lastDeliveryAt: Date | null;
  failingSince: Date | null;
  failure: string | null;
  version: number;
  createdAt: Date;
  createdBy: string | null;
}

const CHANNEL = { omit: { sealed: true } } as const;

/** Every channel: those of the environment first, then by name. */
export async function listChannels({ db }: { db: Db }): Promise<ListedChannel[]> {
  const rows = await db.alertChannel.findMany({
    ...CHANNEL,
    orderBy: [{ origin: "asc" }, { name: "asc" }, { id: "asc" }],
  });
  return rows.map(listedChannel);
}

/** One channel, or null. */
export async function readChannel({ db }: { db: Db }, id: string): Promise<ListedChannel | null> {
  const row = await db.alertChannel.findUnique({ ...CHANNEL, where: { id } });
  return row && listedChannel(row);
}

/** The CHECKs of the table hold the words. */
function listedChannel(
  row: Omit<ListedChannel, "kind" | "origin" | "minSeverity" | "settings"> & Words,
): ListedChannel {
  const { kind, origin, minSeverity, settings, ...plain } = row;
  return {
    ...plain,
    kind: kind as ChannelKind,
    origin: origin as ListedChannel["origin"],
    minSeverity: minSeverity as Severity,
    settings: settings as Json,
  };
}

interface Words {
  kind: string;
  origin: string;
  minSeverity: string;
  settings: unknown;
}

/** Whether anybody would be told of an incident: without a channel that is switched on, nobody is. */
export async function isAnybodyTold({ db }: { db: Db }): Promise<boolean> {
  const some = await db.alertChannel.findFirst({ where: { enabled: true }, select: { id: true } });
  return some !== null;
}

/** The kind that an address names, or null. */
export function channelKindOf(word: string | undefined): ChannelKind | null {
  return CHANNEL_KINDS.find((kind) => kind === word) ?? null;
}

/** Where it leads, as people may see it: recipients, or the host of an address. */
export function shownTarget({ settings }: Pick<ListedChannel, "settings">): string {
  const { to, host, url, variable } = Object(settings) as Partial<Record<"host" | "url" | "variable", string>> & {
    to?: readonly string[];
  };
  if (to !== undefined) return to.join(", ");
  if (host !== undefined) return `${host}/•••`;
  return url ?? variable ?? "•••";
}
