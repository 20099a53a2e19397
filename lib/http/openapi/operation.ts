import type { z } from "zod";
import type { Permission } from "../../auth/permissions.ts";

export const TAGS = {
  Runs: "Runs of jobs: the log, one run, and what can be done to it.",
  Jobs: "The registered jobs: how they stand, their history, state and past slots, and running one.",
  Schedules: "When jobs run: schedules that people make, and those that the code declares.",
  Scheduler: "What lies ahead, and holding everything still.",
  "Cron routes": "For the platform's cron, curl and the command line. Only the cron secret opens them.",
  Alerts: "What is wrong, who sees to it and who is told: incidents, silences, rules, channels, messages.",
  Access: "Signing in, people, roles and API keys.",
  Settings: "How long history is kept, and who changed what.",
  System: "Whether this process works, and this document.",
} as const;

export type OperationMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who gets in. */
export type Access =
  | { kind: "open" }
  /** The bearer of the cron secret, and nobody else. */
  | { kind: "secret" }
  /** The bearer of METRICS_TOKEN, and nobody else. */
  | { kind: "metrics" }
  /** A session or an API key with the permission. */
  | { kind: "permission"; permission: Permission; orCronSecret?: boolean; personOnly?: boolean };

/** One possible answer. */
export interface Answer {
  /** In a sentence: when it comes, and what it means. */
  description: string;
  /** By media type; an answer of JSON is given as `schema`. */
  schema?: z.ZodType;
  /** Answers that are no JSON, by media type; null: text without a schema. */
  media?: Record<string, z.ZodType | null>;
  /** Headers worth reading, with what they say. */
  headers?: Record<string, string>;
}

/**
 * One operation of the API. Errors that every route of its kind can answer (no session, bad input, database away) are
 * not named here: `standardAnswers` adds them.
 */
export interface Operation {
  /** The route file's method and pattern, such as `GET /api/admin/runs/[id]`. */
  route: `${OperationMethod} /api/${string}`;
  /** The address, where the pattern stands for several. */
  path?: `/api/${string}`;
  /** Unique; programs are generated with it. */
  id: string;
  /** One of the headings above, or a pack's. */
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  /** The very schema that the route checks its query with. */
  query?: z.ZodType;
  /** The very schema that the route checks its body with. */
  body?: z.ZodType;
  /** A body that does something. */
  example?: unknown;
  /** What the parameters of a job are put into: they are the job's own, so no schema names them. */
  jobParams?: "query" | "query or body";
  /** It takes an `Idempotency-Key`. */
  repeatable?: boolean;
  answers: Record<number, Answer>;
}

/** Whoever may look at runs. */
export const VIEW: Access = { kind: "permission", permission: "analytics:view_all" };

/** A session or a key with this permission. */
export const needs = (permission: Permission): Access => ({ kind: "permission", permission });
