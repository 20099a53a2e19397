import { z } from "zod";
import { ruleBody, ruleScopeQuery } from "../../commands/alert-rules.ts";
import { noteBody, optionalNoteBody, snoozeBody } from "../../commands/incidents.ts";
import { silenceBody } from "../../commands/silences.ts";
import { incidentsQuery } from "../../dashboard/alerts/incidents.ts";
import { incident, listedSilence, notice, rule, silence, timelineLine } from "./alert-schemas.ts";
import { failure } from "./errors.ts";
import { needs, type Operation } from "./operation.ts";
import { done, nextCursor, success } from "./values.ts";

const SEE = needs("alerts:view");
const STEER = needs("alerts:steer");
const CONFIGURE = needs("alerts:configure");

const NO_INCIDENT = failure("There is no such incident, or not any more (unknown_incident)");
const OVER = failure("It is over: only a note can be added (incident_over)");
const NO_RULE = failure("There is no such rule (unknown_rule)");
const NO_SILENCE = failure("There is none that is in force (unknown_silence)");
const steered = {
  description: "How it stands; changed is false where it was so before",
  schema: success({ changed: z.boolean(), incident }),
};
const thatRule = { description: "The rule as it holds now", schema: success({ rule }) };

/** Incidents, silences and rules. */
export const ALERTS: readonly Operation[] = [
  {
    route: "GET /api/admin/alerts",
    id: "listIncidents",
    tag: "Alerts",
    summary: "List incidents",
    description: "The latest opened first, those that follow from another included.",
    access: SEE,
    query: incidentsQuery,
    answers: {
      200: { description: "A page of incidents", schema: success({ incidents: z.array(incident), nextCursor }) },
    },
  },
  {
    route: "GET /api/admin/alerts/[id]",
    id: "getIncident",
    tag: "Alerts",
    summary: "Read an incident with its timeline",
    access: SEE,
    answers: {
      200: {
        description: "What was seen, what people did, what they were told",
        schema: success({
          incident,
          cause: incident.nullable(),
          follows: z.array(incident),
          timeline: z.array(timelineLine),
          notices: z.array(notice),
        }),
      },
      404: NO_INCIDENT,
    },
  },
  {
    route: "POST /api/admin/alerts/[id]/acknowledge",
    id: "acknowledgeIncident",
    tag: "Alerts",
    summary: "Say that somebody sees to it",
    description: "Nobody is reminded any more.",
    access: STEER,
    body: optionalNoteBody,
    example: { note: "I am on it" },
    answers: { 200: steered, 404: NO_INCIDENT, 409: OVER },
  },
  {
    route: "POST /api/admin/alerts/[id]/resolve",
    id: "resolveIncident",
    tag: "Alerts",
    summary: "Say that it is over",
    description: "It opens again by something newer than the latest signal.",
    access: STEER,
    body: optionalNoteBody,
    example: { note: "the token was renewed" },
    answers: { 200: steered, 404: NO_INCIDENT },
  },
  {
    route: "POST /api/admin/alerts/[id]/snooze",
    id: "snoozeIncident",
    tag: "Alerts",
    summary: "Hold its reminders back",
    access: STEER,
    body: snoozeBody,
    example: { until: "2026-12-01T08:00:00Z" },
    answers: { 200: steered, 404: NO_INCIDENT, 409: OVER },
  },
  {
    route: "POST /api/admin/alerts/[id]/note",
    id: "noteIncident",
    tag: "Alerts",
    summary: "Add a note to its timeline",
    access: STEER,
    body: noteBody,
    example: { note: "the provider has an outage" },
    answers: { 200: steered, 404: NO_INCIDENT },
  },
  {
    route: "GET /api/admin/alert-silences",
    id: "listSilences",
    tag: "Alerts",
    summary: "List silences",
    access: SEE,
    answers: {
      200: { description: "The latest 100, newest first", schema: success({ silences: z.array(listedSilence) }) },
    },
  },
  {
    route: "POST /api/admin/alert-silences",
    id: "makeSilence",
    tag: "Alerts",
    summary: "Silence a subject or a category",
    description: "It is watched, but nobody is told before the end, which is at most 30 days away.",
    access: STEER,
    body: silenceBody,
    example: { subject: "job:health-check", until: "2026-12-01T08:00:00Z", reason: "moving the database" },
    answers: { 201: { description: "The silence", schema: success({ silence }) } },
  },
  {
    route: "DELETE /api/admin/alert-silences/[id]",
    id: "endSilence",
    tag: "Alerts",
    summary: "End a silence before its time",
    access: STEER,
    answers: { 200: { description: "It is ended", schema: done }, 404: NO_SILENCE },
  },
  {
    route: "GET /api/admin/alert-rules",
    id: "listAlertRules",
    tag: "Alerts",
    summary: "List the rules",
    access: SEE,
    answers: { 200: { description: "Every rule, as it holds", schema: success({ rules: z.array(rule) }) } },
  },
  {
    route: "PUT /api/admin/alert-rules/[rule]",
    id: "changeAlertRule",
    tag: "Alerts",
    summary: "Say how a rule holds",
    description: "Everywhere, for a category or for a job; in place of what was said there before.",
    access: CONFIGURE,
    body: ruleBody,
    example: { scope: "job:health-check", severity: "critical", numbers: { failures: 5 } },
    answers: { 200: thatRule, 404: NO_RULE },
  },
  {
    route: "DELETE /api/admin/alert-rules/[rule]",
    id: "resetAlertRule",
    tag: "Alerts",
    summary: "Take back what was said of a rule",
    access: CONFIGURE,
    query: ruleScopeQuery,
    answers: { 200: thatRule, 404: NO_RULE },
  },
];
