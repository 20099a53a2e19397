import { z } from "zod";
import { incidentFacts } from "../../alerts/words/incident.ts";
import {
  CHANNEL_KINDS,
  INCIDENT_STATES,
  MESSAGE_KINDS,
  MESSAGE_STATES,
  NOTICE_KINDS,
  RULES,
  SEVERITIES,
} from "../../alerts/words/vocabulary.ts";
import type { FirstTry } from "../../commands/channels.ts";
import type { ListedChannel } from "../../dashboard/alerts/channels.ts";
import type { OutboxEntry } from "../../dashboard/alerts/deliveries.ts";
import type { ShownNotice, TimelineLine } from "../../dashboard/alerts/incident-details.ts";
import type { ToldRow } from "../../dashboard/alerts/told-incident.ts";
import { anyJson, count, instantSchema, milliseconds, runId, type Told } from "./values.ts";

const severity = z.enum(SEVERITIES).meta({ id: "Severity" });
const ruleName = z.enum(RULES).meta({ id: "RuleName" });
const nullableInstant = instantSchema.nullable();
const who = z.string().nullable();

export const incident = z
  .strictObject({
    id: z.uuid(),
    rule: ruleName,
    subject: z.string().describe("job:<name>, schedule:<id>, component:<name>, channel:<id>, scheduler, platform, …"),
    severity,
    state: z.enum(INCIDENT_STATES),
    jobName: z.string().nullable(),
    category: z.string().nullable(),
    facts: incidentFacts.meta({ id: "IncidentFacts" }).describe("What was seen, by the latest signal"),
    causeId: z.uuid().nullable().describe("The incident that this one follows from: nobody is told of it apart"),
    openedAt: instantSchema,
    lastSignalAt: instantSchema,
    openings: count.describe("How often it was opened: what comes back within 30 minutes goes on"),
    acknowledgedAt: nullableInstant,
    acknowledgedBy: who,
    note: z.string().nullable(),
    snoozedUntil: nullableInstant.describe("No reminder before this"),
    resolvedAt: nullableInstant,
    resolvedBy: who.describe("Null: a signal resolved it"),
    title: z.string(),
    sentence: z.string(),
    advice: z.string(),
  })
  .meta({ id: "Incident" }) satisfies z.ZodType<Told<ToldRow>>;

export const timelineLine = z
  .strictObject({
    id: z.string(),
    at: instantSchema,
    kind: z.enum([
      ...["opened", "reopened", "escalated", "acknowledged", "snoozed", "noted"],
      ...["inhibited", "released", "silenced", "told", "resolved"],
    ] as [TimelineLine["kind"]]),
    actor: who.describe("Null: Belfry itself"),
    note: z.string().nullable(),
    detail: anyJson,
  })
  .meta({ id: "TimelineLine" }) satisfies z.ZodType<Told<TimelineLine>>;

export const notice = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(NOTICE_KINDS),
    channelId: z.string(),
    channelName: z.string(),
    createdAt: instantSchema,
    dueAt: instantSchema.describe("Not told before this"),
    reason: z.string().nullable().describe("Why it waits or was dropped"),
    droppedAt: nullableInstant,
    message: z
      .strictObject({
        id: z.uuid(),
        state: z.enum(MESSAGE_STATES),
        deliveredAt: nullableInstant,
        reason: z.string().nullable(),
      })
      .nullable()
      .describe("Null while it waits"),
  })
  .meta({ id: "Notice" }) satisfies z.ZodType<Told<Omit<ShownNotice, "reason"> & { reason: string | null }>>;

export const silence = z
  .strictObject({
    id: z.uuid(),
    subject: z.string(),
    until: instantSchema,
    reason: z.string(),
    actor: z.string(),
  })
  .meta({ id: "Silence" });
export const listedSilence = silence
  .extend({
    createdAt: instantSchema,
    endedAt: nullableInstant,
    endedBy: who,
    inForce: z.boolean(),
  })
  .meta({ id: "ListedSilence" });

export const rule = z
  .strictObject({
    name: ruleName,
    enabled: z.boolean(),
    severity,
    ofJobs: z.boolean().describe("Whether a category or a job may have it otherwise"),
    numbers: z.array(
      z.strictObject({
        name: z.string(),
        value: z.number(),
        unit: z.string(),
        byDefault: z.number(),
        least: z.number(),
        most: z.number(),
      }),
    ),
    overrides: z.array(
      z.strictObject({
        scope: z.string(),
        enabled: z.boolean().nullable(),
        severity: severity.nullable(),
        numbers: z.record(z.string(), z.number()),
        updatedAt: instantSchema,
        updatedBy: who,
      }),
    ),
  })
  .meta({ id: "AlertRule" });

export const message = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(MESSAGE_KINDS),
    channelId: z.string().nullable(),
    channelName: z.string().nullable(),
    address: z.string(),
    state: z.enum(MESSAGE_STATES),
    attempts: count,
    nextAttemptAt: instantSchema,
    createdAt: instantSchema,
    deliveredAt: nullableInstant,
    deadAt: nullableInstant,
    reason: z.string().nullable(),
    runId: runId.nullable(),
    tries: z.array(
      z.strictObject({
        id: z.string(),
        at: instantSchema,
        attempt: count,
        outcome: z.enum(["delivered", "retry", "dead"]),
        status: z.int().nullable(),
        answer: z.string().nullable().describe("What the other side said, without secrets"),
        error: z.string().nullable(),
        duration: milliseconds,
      }),
    ),
  })
  .meta({ id: "OutboxMessage" }) satisfies z.ZodType<Told<OutboxEntry>>;

export const channel = z
  .strictObject({
    id: z.string().describe("env-<kind> for one that the environment names"),
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    origin: z.enum(["environment", "person"]),
    enabled: z.boolean(),
    settings: anyJson.describe("What is no secret: recipients, the host of an address"),
    locale: z.string(),
    minSeverity: severity,
    mutedRules: z.array(z.string()).describe("Rules that it is not told of"),
    categories: z.array(z.string()).describe("Categories that it is told of; empty: all"),
    quietFrom: z.string().nullable(),
    quietUntil: z.string().nullable(),
    quietZone: z.string().nullable(),
    canary: z.boolean(),
    lastCanaryAt: nullableInstant,
    lastDeliveryAt: nullableInstant,
    failingSince: nullableInstant,
    failure: z.string().nullable(),
    version: count,
    createdAt: instantSchema,
    createdBy: who,
  })
  .meta({ id: "AlertChannel" }) satisfies z.ZodType<Told<ListedChannel>>;

export const firstTry = z
  .strictObject({
    outcome: z.enum(["delivered", "retry", "dead"]),
    status: z.int().nullable(),
    answer: z.string().nullable().describe("What the other side said, without secrets"),
    reason: z.string().nullable(),
    durationMs: milliseconds,
  })
  .meta({ id: "FirstTry" }) satisfies z.ZodType<Told<FirstTry>>;
