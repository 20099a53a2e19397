import type { Incident, Signal } from "../words/incident.ts";
import type { NewEntry } from "./incident-rows.ts";
import { followCauses } from "./inhibition.ts";
import { applySignal, type IncidentChange, keyOf, strongest } from "./machine.ts";
import { announce, type ChannelNotice, type ChannelWishes, remind } from "./notices.ts";
import { covers, type Silence, silencedEntry } from "./silences.ts";
import { type AlertMessage, messageOf, type NoticeToTell, nextTellingAt } from "./telling.ts";
import { type Gate, isUntold, passGates } from "./waiting.ts";

/** The rows that a turn decides on. */
export interface AlertRows {
  /**
   * All that are unresolved; of those whose signals say that they are wrong also the latest resolved one; and what these
   * follow from, what follows from them, and what somebody still waits to hear of.
   */
  incidents: readonly Incident[];
  /** Of all these incidents. */
  notices: readonly ChannelNotice[];
  channels: readonly ChannelWishes[];
  /** Those in force. */
  silences: readonly Silence[];
  /** When each channel was told lately. */
  toldAt: ReadonlyMap<string, readonly Date[]>;
}

/** What a turn writes. Nothing at all, when the same rows are read again. */
export interface TurnDecision {
  opened: Incident[];
  changed: Incident[];
  entries: NewEntry[];
  announced: ChannelNotice[];
  /** Of these and the earlier ones, those that wait longer, were dropped or are told. */
  moved: ChannelNotice[];
  messages: AlertMessage[];
}

interface TurnMoment {
  now: Date;
  newId(): string;
}

/** Decides a turn; pure: signals change incidents, these are announced, and what may be told becomes messages. */
export function decideTurn(rows: AlertRows, signals: readonly Signal[], moment: TurnMoment): TurnDecision {
  const changes = changesOf(rows, signals, moment);
  const incidents = latestOf(rows.incidents, changes);
  const followed = followCauses(incidents, moment.now);
  const settled = latestOf(incidents, followed);
  const announced = announceAll({ ...rows, incidents: settled }, changes, moment);
  const told = tell({ ...rows, incidents: settled, notices: [...rows.notices, ...announced] }, moment.now);
  return {
    ...written(rows, [...changes, ...followed], settled),
    entries: [...changes, ...followed].flatMap(({ entries }) => entries).concat(silenced(rows, changes, moment.now)),
    announced,
    ...told,
  };
}

function changesOf({ incidents }: AlertRows, signals: readonly Signal[], moment: TurnMoment): IncidentChange[] {
  const known = newestByKey(incidents);
  return strongest(signals).flatMap((signal) => applySignal(known.get(keyOf(signal)) ?? null, signal, moment) ?? []);
}

/** The unresolved one of each rule and subject, else the one that ended last. */
function newestByKey(incidents: readonly Incident[]): Map<string, Incident> {
  const endOf = ({ resolvedAt }: Incident) => resolvedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return new Map(incidents.toSorted((a, b) => endOf(a) - endOf(b)).map((incident) => [keyOf(incident), incident]));
}

function latestOf(incidents: readonly Incident[], changes: readonly { incident: Incident }[]): Incident[] {
  const latest = new Map([...incidents, ...changes.map(({ incident }) => incident)].map((one) => [one.id, one]));
  return [...latest.values()];
}

function written({ incidents }: AlertRows, changes: readonly { incident: Incident }[], settled: readonly Incident[]) {
  const known = new Set(incidents.map(({ id }) => id));
  const touched = new Set(changes.map(({ incident }) => incident.id));
  const latest = settled.filter(({ id }) => touched.has(id));
  return { opened: latest.filter(({ id }) => !known.has(id)), changed: latest.filter(({ id }) => known.has(id)) };
}

/** What opens under a silence says so in its timeline. */
function silenced({ silences }: AlertRows, changes: readonly IncidentChange[], now: Date): NewEntry[] {
  const openings = changes.filter(({ event }) => event === "opened" || event === "reopened");
  return openings.flatMap(({ incident }) => {
    const covering = silences.find((silence) => covers(silence, incident));
    return covering ? [silencedEntry(covering, { incidentId: incident.id, at: now })] : [];
  });
}

function announceAll(rows: AlertRows, changes: readonly IncidentChange[], moment: TurnMoment): ChannelNotice[] {
  const parts = { ...rows, ...moment };
  const latest = new Map(rows.incidents.map((incident) => [incident.id, incident]));
  const announced = changes.flatMap(({ incident, event }) =>
    announce({ incident: latest.get(incident.id) ?? incident, event }, parts),
  );
  return [...announced, ...remind(rows.incidents, parts)];
}

/** Sends each waiting notice through its gates, and makes one message for each channel that may be told now. */
function tell(rows: AlertRows, now: Date): Pick<TurnDecision, "moved" | "messages"> {
  const told = rows.channels.map((channel) => tellChannel(channel, rows, now));
  return { moved: told.flatMap(({ moved }) => moved), messages: told.flatMap(({ messages }) => messages) };
}

function tellChannel(channel: ChannelWishes, rows: AlertRows, now: Date): Pick<TurnDecision, "moved" | "messages"> {
  const passed = passedBy(channel, rows, now);
  const held = passed.flatMap(({ told: { notice }, gate }) => moveBy(notice, gate, now));
  const ready = passed.filter(({ gate }) => gate.gate === "tell").map(({ told }) => told);
  if (ready.length === 0) return { moved: held, messages: [] };
  const toldAt = rows.toldAt.get(channel.id) ?? [];
  const at = nextTellingAt(toldAt, now);
  if (at > now) return { moved: [...held, ...ready.flatMap(({ notice }) => group(notice, at))], messages: [] };
  const affectedBy = (id: string) => affectedIn(rows.incidents, id);
  return { moved: held, messages: [messageOf({ channelId: channel.id, told: ready, toldAt, affectedBy, now })] };
}

function passedBy(channel: ChannelWishes, rows: AlertRows, now: Date): { told: NoticeToTell; gate: Gate }[] {
  const own = rows.notices.filter(({ channelId }) => channelId === channel.id);
  const byIncident = Map.groupBy(own, ({ incidentId }) => incidentId);
  return rows.incidents.flatMap((incident) => {
    const notices = byIncident.get(incident.id) ?? [];
    if (!notices.some(isUntold)) return [];
    const passed = passGates({ incident, channel, notices }, { now, silences: rows.silences });
    return passed.map(({ notice, gate }) => ({ told: { notice, incident }, gate }));
  });
}

function moveBy(notice: ChannelNotice, gate: Gate, now: Date): ChannelNotice[] {
  switch (gate.gate) {
    case "tell":
      return [];
    case "drop":
      return [{ ...notice, reason: gate.reason, droppedAt: now }];
    case "wait":
      return put(notice, gate.reason, gate.until);
  }
}

/** What quiet hours held back is told as theirs, also when it waits for other messages of its channel. */
const group = (notice: ChannelNotice, until: Date) =>
  put(notice, notice.reason === "quiet_hours" ? "quiet_hours" : "grouped", until);

/** Of what waits for a cause to end, the reason alone tells: its instant would be another one in each turn. */
function put(notice: ChannelNotice, reason: ChannelNotice["reason"], dueAt: Date): ChannelNotice[] {
  const same = notice.reason === reason && (reason === "inhibited" || notice.dueAt.getTime() === dueAt.getTime());
  return same ? [] : [{ ...notice, reason, dueAt }];
}

function affectedIn(incidents: readonly Incident[], causeId: string): string[] {
  const subjects = incidents.filter((incident) => incident.causeId === causeId).map(({ subject }) => subject);
  return [...new Set(subjects)].sort();
}
