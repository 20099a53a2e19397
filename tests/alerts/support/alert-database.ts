import { randomUUID } from "node:crypto";
import { type EvaluationParts, evaluate } from "../../../lib/alerts/evaluator/evaluate.ts";
import { type HeldTurn, takeTurn } from "../../../lib/alerts/evaluator/lease.ts";
import type { Installation } from "../../../lib/alerts/signals/signal-reads.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import type { AlertPayload } from "../../../lib/alerts/words/message.ts";
import type { Db } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";

const SETTINGS = { plan: "pro", fluid: true } as unknown as Installation["platform"]["settings"];

export const anInstallation = (): Installation => ({
  release: null,
  onPlatform: false,
  platform: { settings: SETTINGS, vercelJson: {} },
  whyNotRunning: async () => null,
});

/** Alerts over real tables, of signals that the test gives instead of readers. */
export class AlertDatabase {
  readonly opened: DomainDb;
  /** What the readers see from now on. */
  signals: Signal[] = [];
  failures: unknown[] = [];

  constructor(opened: DomainDb) {
    this.opened = opened;
  }

  static async open(): Promise<AlertDatabase> {
    return new AlertDatabase(await openDomainDb());
  }

  get db(): Db {
    return this.opened.db;
  }

  parts(db: Db = this.db): EvaluationParts {
    const readers = [async () => this.signals];
    const onReaderFailure = (error: unknown) => void this.failures.push(error);
    return { db, jobs: [], installation: anInstallation(), readers, onReaderFailure };
  }

  /** A turn that must be to be had, at an instant of the test's own. */
  async take(now?: Date): Promise<HeldTurn> {
    const turn = await takeTurn(this.db, { worker: "test", leastMs: 0 });
    if (!turn) throw new Error("the turn belongs to somebody else");
    return { ...turn, ...(now && { now }) };
  }

  async turn(now: Date, parts: Partial<EvaluationParts> = {}) {
    return await evaluate({ ...this.parts(), ...parts }, { ...(await this.take(now)), awake: true });
  }

  async addChannel(id: string, change: object = {}): Promise<void> {
    await this.db.alertChannel.create({
      data: { id, name: id, kind: "slack", origin: "person", settings: {}, ...change },
    });
  }

  /** Everything that was put into the outbox, oldest first. */
  async messages(): Promise<{ channelId: string | null; payload: AlertPayload }[]> {
    const rows = await this.db.outboxMessage.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
    return rows.map(({ channelId, payload }) => ({ channelId, payload: payload as AlertPayload }));
  }

  /** All rows that a turn writes, in an order, without what is drawn anew each time. */
  async written() {
    const [incidents, entries, notices, messages] = [
      await this.db.incident.findMany({ orderBy: [{ subject: "asc" }, { rule: "asc" }] }),
      await this.db.incidentEntry.findMany({ orderBy: { id: "asc" } }),
      await this.db.alertNotice.findMany(),
      await this.db.outboxMessage.findMany(),
    ];
    const subjectOf = new Map(incidents.map(({ id, subject }) => [id, subject]));
    return {
      incidents: incidents.map(({ id, causeId, ...incident }) => ({
        ...incident,
        cause: subjectOf.get(causeId ?? id),
      })),
      entries: entries.map(({ incidentId, kind }) => `${subjectOf.get(incidentId)} ${kind}`).sort(),
      notices: notices
        .map(({ incidentId, channelId, kind, sequence, reason, messageId }) =>
          [subjectOf.get(incidentId), channelId, kind, sequence, reason, messageId !== null].join(" "),
        )
        .sort(),
      messages: messages.map(({ channelId }) => channelId).sort(),
    };
  }

  async empty(): Promise<void> {
    await this.db.$executeRaw`truncate incidents, incident_entries, alert_channels, alert_notices, alert_silences,
      alert_evaluator, outbox_messages, outbox_deliveries cascade`;
    this.signals = [];
    this.failures = [];
  }
}

/** That a job's latest run failed. */
export function failedSignal(job: string, at: Date, change: Partial<Extract<Signal, { says: "wrong" }>> = {}): Signal {
  const run = {
    id: randomUUID(),
    trigger: "schedule",
    slot: null,
    attempts: 3,
    maxAttempts: 3,
    durationMs: 1_000,
  } as const;
  const facts = { count: 1, run: { ...run, error: "The other side answered 503" } };
  const about = { rule: "failed", subject: `job:${job}`, jobName: job, category: "integrations" } as const;
  return { ...about, at, says: "wrong", severity: "warning", facts, ...change };
}
