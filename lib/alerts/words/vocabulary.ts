/** The words of incidents and messages: docs/alerts.md. It imports the engine's words only, so everything may import it. */

export { SEVERITIES, type Severity } from "../../cron/words/vocabulary.ts";

/** Which kinds of trouble there are; lib/alerts/rules has what opens and closes each. */
export const RULES = [
  "failed",
  "partial",
  "missed",
  "born_dead",
  "late",
  "slow",
  "stuck",
  "overrun",
  "component",
  "scheduler",
  "refused",
  "drift",
  "channel",
  "release",
  "raised",
] as const;
export type RuleName = (typeof RULES)[number];

export const INCIDENT_STATES = ["open", "acknowledged", "resolved"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Lines of an incident's timeline. */
export type EntryKind =
  | "opened"
  /** It came back within half an hour of its end. */
  | "reopened"
  /** A signal says that it is worse than before. */
  | "escalated"
  | "acknowledged"
  | "snoozed"
  | "noted"
  /** It follows from another incident since now, or does not any more. */
  | "inhibited"
  | "released"
  | "silenced"
  | "told"
  | "resolved";

/** What a channel is told of an incident. */
export const NOTICE_KINDS = ["opened", "reopened", "escalated", "reminder", "resolved"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Why a notice waits, or was dropped. */
export type NoticeReason =
  | "grouped"
  | "quiet_hours"
  | "flapping"
  | "silenced"
  | "inhibited"
  /** It was over, or told otherwise, before it was told. */
  | "overtaken"
  /** Its channel was switched off. */
  | "channel_off";

export const CHANNEL_KINDS = ["slack", "discord", "email", "webhook", "pagerduty"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Why something leaves. */
export const MESSAGE_KINDS = ["alert", "test", "canary", "monitoring", "mail"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const MESSAGE_STATES = ["queued", "sending", "delivered", "dead"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What an incident is about. Silences know `category:<name>` besides. */
export const subjects = {
  job: (name: string) => `job:${name}`,
  schedule: (id: string) => `schedule:${id}`,
  run: (id: string) => `run:${id}`,
  component: (name: string) => `component:${name}`,
  channel: (id: string) => `channel:${id}`,
  category: (name: string) => `category:${name}`,
  database: "component:database",
  scheduler: "scheduler",
  platform: "platform",
  /** Calls of the cron routes whose secret was refused. */
  cronRoutes: "cron-routes",
} as const;
