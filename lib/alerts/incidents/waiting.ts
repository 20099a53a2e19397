import { cronAfter, cronAtOrBefore } from "../../cron/time/cron-instants.ts";
import type { Incident } from "../words/incident.ts";
import type { NoticeReason } from "../words/vocabulary.ts";
import { type ChannelNotice, type ChannelWishes, isOpening, needsReminder } from "./notices.ts";
import { covers, type Silence } from "./silences.ts";

/** Of an incident that comes and goes, a channel is told no more often. */
export const FLAPPING_MS = 3_600_000;
/** What waits for no instant, but for something that happens, is looked at again by the turn in which it does. */
const OPEN_END_MS = 86_400_000;

export type Gate =
  | { gate: "tell" }
  | { gate: "wait"; reason: Exclude<NoticeReason, "overtaken" | "channel_off">; until: Date }
  | { gate: "drop"; reason: "overtaken" | "channel_off" };

/** All that is known of what one channel was told, and is to be told, about one incident. */
export interface Topic {
  incident: Incident;
  channel: ChannelWishes;
  /** Its notices for this channel, in any order. */
  notices: readonly ChannelNotice[];
}

interface Circumstances {
  now: Date;
  /** Those in force. */
  silences: readonly Silence[];
}

/** What becomes of each waiting notice of a topic. At most one of them is told: the newest says it all. */
export function passGates(topic: Topic, circumstances: Circumstances): { notice: ChannelNotice; gate: Gate }[] {
  const waiting = topic.notices.filter(isUntold);
  const newest = newestTelling(topic, waiting, circumstances.now);
  return waiting.map((notice) => {
    if (!topic.channel.enabled) return { notice, gate: { gate: "drop", reason: "channel_off" } };
    if (notice !== newest) return { notice, gate: { gate: "drop", reason: "overtaken" } };
    return { notice, gate: gateOf(notice, topic, circumstances) };
  });
}

export const isUntold = ({ messageId, droppedAt }: ChannelNotice) => messageId === null && droppedAt === null;

/** The one that tells how things are now; none, when the channel was told so before, or never heard of it. */
function newestTelling(
  { incident, notices }: Topic,
  waiting: readonly ChannelNotice[],
  now: Date,
): ChannelNotice | undefined {
  const latest = (one: readonly ChannelNotice[]) => one.toSorted((a, b) => b.sequence - a.sequence)[0];
  const ends = waiting.filter(({ kind }) => kind === "resolved");
  if (incident.state === "resolved") return isToldOpen(notices) ? latest(ends) : undefined;
  const openings = waiting.filter(isOpening);
  if (openings.length > 0) return latest(openings);
  const rises = waiting.filter(({ kind }) => kind === "escalated");
  if (rises.length > 0) return latest(rises);
  // Somebody may have seen to it while the reminder waited.
  return needsReminder(incident, now) ? latest(waiting.filter(({ kind }) => kind === "reminder")) : undefined;
}

/** Whether the latest that the channel heard is that it is open. */
function isToldOpen(notices: readonly ChannelNotice[]): boolean {
  const openings = toldOf(notices).filter(isOpening);
  const ends = toldOf(notices).filter(({ kind }) => kind === "resolved");
  return lastSequence(openings) > lastSequence(ends);
}

const toldOf = (notices: readonly ChannelNotice[]) => notices.filter(({ messageId }) => messageId !== null);
const lastSequence = (notices: readonly ChannelNotice[]) => Math.max(0, ...notices.map(({ sequence }) => sequence));

/** The first of the reasons to wait, from the strongest. */
function gateOf(notice: ChannelNotice, topic: Topic, circumstances: Circumstances): Gate {
  const { incident, channel } = topic;
  const { now, silences } = circumstances;
  if (incident.causeId !== null && notice.kind !== "resolved") return wait("inhibited", later(now, OPEN_END_MS));
  const silentUntil = silences.filter((silence) => covers(silence, incident)).map(({ until }) => until.getTime());
  if (silentUntil.length > 0) return wait("silenced", new Date(Math.max(...silentUntil)));
  const quietUntil = incident.severity === "critical" ? null : quietEnd(channel.quiet, now);
  if (quietUntil) return wait("quiet_hours", quietUntil);
  const calmAt = flapsUntil(notice, topic);
  return calmAt > now ? wait("flapping", calmAt) : { gate: "tell" };
}

const wait = (reason: Extract<Gate, { gate: "wait" }>["reason"], until: Date): Gate => ({
  gate: "wait",
  reason,
  until,
});
const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** The end of the quiet hours that `now` lies in; null outside of them. Changes of the clock are as for schedules. */
export function quietEnd(quiet: ChannelWishes["quiet"], now: Date): Date | null {
  if (!quiet) return null;
  const [from, until] = [dailyAt(quiet.from, quiet.zone), dailyAt(quiet.until, quiet.zone)];
  const [began, ended] = [cronAtOrBefore(from, now), cronAtOrBefore(until, now)];
  return began && ended && began > ended ? cronAfter(until, now) : null;
}

function dailyAt(time: string, timezone: string) {
  const [hour, minute] = time.split(":").map(Number);
  return { expression: `${minute} ${hour} * * *`, timezone };
}

/** Coming back and going again are told once an hour; that it became worse is told at once. */
function flapsUntil({ kind }: ChannelNotice, { incident, notices }: Topic): Date {
  const comesAndGoes = incident.openings > 1 && kind !== "escalated" && kind !== "reminder";
  const lastToldMs = Math.max(...toldOf(notices).map(({ dueAt }) => dueAt.getTime()));
  return new Date(comesAndGoes && Number.isFinite(lastToldMs) ? lastToldMs + FLAPPING_MS : 0);
}
