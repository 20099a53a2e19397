import { z } from "zod";
import { incidentFacts } from "./incident.ts";
import { INCIDENT_STATES, NOTICE_KINDS, RULES, SEVERITIES } from "./vocabulary.ts";

/**
 * What an alert message tells, as the outbox keeps it: a picture of the incidents at the moment it was written, in no
 * language and of no channel. The sender of its channel renders it.
 */
const toldIncident = z.object({
  id: z.uuid(),
  /** What the channel is told of it. */
  notice: z.enum(NOTICE_KINDS),
  rule: z.enum(RULES),
  subject: z.string(),
  severity: z.enum(SEVERITIES),
  state: z.enum(INCIDENT_STATES),
  facts: incidentFacts,
  openedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
  openings: z.int(),
  acknowledgedBy: z.string().nullable(),
  /** Subjects of what follows from it and is told with it. */
  affected: z.array(z.string()),
});
export type ToldIncident = z.infer<typeof toldIncident>;

/** Payload of the outbox's messages of the kinds alert, test and canary. */
export const alertPayload = z.discriminatedUnion("tells", [
  /** One incident, or several that were grouped. */
  z.object({ tells: z.literal("incidents"), incidents: z.array(toldIncident).min(1) }),
  /** More than the channel's rate, or what quiet hours held back: counts, the worst by name, and a link. */
  z.object({
    tells: z.literal("summary"),
    because: z.enum(["storm", "quiet_hours"]),
    opened: z.int(),
    resolved: z.int(),
    incidents: z.array(toldIncident),
  }),
  /** Somebody pressed the test button. */
  z.object({ tells: z.literal("test"), by: z.string() }),
  z.object({ tells: z.literal("canary") }),
]);
export type AlertPayload = z.infer<typeof alertPayload>;
