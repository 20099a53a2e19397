import { decideAct, type IncidentAct } from "../../../lib/alerts/incidents/acts.ts";
import { type AlertRows, decideTurn, type TurnDecision } from "../../../lib/alerts/incidents/decide-turn.ts";
import { announce, type ChannelNotice, type ChannelWishes } from "../../../lib/alerts/incidents/notices.ts";
import type { Silence } from "../../../lib/alerts/incidents/silences.ts";
import type { AlertMessage } from "../../../lib/alerts/incidents/telling.ts";
import type { Incident, Signal } from "../../../lib/alerts/words/incident.ts";

/** A message that left, with the incidents as they were then. */
export interface Sent extends AlertMessage {
  at: Date;
  about: { notice: ChannelNotice; incident: Incident }[];
}

/** The tables of alerts as one turn after the other finds and leaves them: what is not in here, a restart forgets. */
export class AlertWorld {
  incidents = new Map<string, Incident>();
  notices = new Map<string, ChannelNotice>();
  silences: (Silence & { endedAt: Date | null })[] = [];
  sent: Sent[] = [];
  now = new Date("2026-11-27T09:00:00.000Z");
  readonly channels: readonly ChannelWishes[];
  #ids = 0;

  constructor(channels: readonly ChannelWishes[]) {
    this.channels = channels;
  }

  readonly newId = (): string => {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${String(this.#ids).padStart(12, "0")}`;
  };

  silencesInForce(): Silence[] {
    return this.silences.filter(({ until, endedAt }) => until > this.now && endedAt === null);
  }

  /** What a turn would do now; nothing is kept. */
  decide(signals: readonly Signal[]): TurnDecision {
    const byChannel = Map.groupBy(this.sent, ({ channelId }) => channelId);
    const rows: AlertRows = {
      incidents: [...this.incidents.values()],
      notices: [...this.notices.values()],
      channels: this.channels,
      silences: this.silencesInForce(),
      toldAt: new Map([...byChannel].map(([id, sent]) => [id, sent.map(({ at }) => at)])),
    };
    return decideTurn(rows, signals, { now: this.now, newId: this.newId });
  }

  /** A whole turn. */
  turn(signals: readonly Signal[]): TurnDecision {
    const decision = this.decide(signals);
    for (const incident of [...decision.opened, ...decision.changed]) this.incidents.set(incident.id, incident);
    for (const notice of [...decision.announced, ...decision.moved]) this.notices.set(notice.id, notice);
    for (const message of decision.messages) this.#send(message);
    return decision;
  }

  #send(message: AlertMessage): void {
    const about = message.notices.map((notice) => ({ notice, incident: this.#of(notice) }));
    this.sent.push({ ...message, at: this.now, about });
    for (const notice of message.notices) {
      this.notices.set(notice.id, { ...notice, messageId: message.dedupeKey, dueAt: this.now });
    }
  }

  #of({ incidentId }: ChannelNotice): Incident {
    const incident = this.incidents.get(incidentId);
    if (!incident) throw new Error(`a message tells of the incident ${incidentId}, which is not there`);
    return incident;
  }

  /** As `actOnIncident` does with rows. */
  act(id: string, order: IncidentAct): void {
    const before = this.incidents.get(id);
    const decided = before && decideAct(before, { order, actor: "ada", now: this.now });
    if (!decided || typeof decided === "string") return;
    this.incidents.set(id, decided.incident);
    if (decided.incident.state !== "resolved" || before.state === "resolved") return;
    const parts = { now: this.now, newId: this.newId, channels: this.channels, notices: [...this.notices.values()] };
    for (const notice of announce({ incident: decided.incident, event: "resolved" }, parts)) {
      this.notices.set(notice.id, notice);
    }
  }
}

/** A channel that is told of everything at once. */
export function aChannel(change: Partial<ChannelWishes> = {}): ChannelWishes {
  const everything = { minSeverity: "info", mutedRules: [], categories: [], quiet: null } as const;
  return { id: "everything", enabled: true, ...everything, ...change };
}
