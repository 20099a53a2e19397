import { z } from "zod";
import type { AbortReason } from "./vocabulary.ts";

/** Errors of the engine. Each writes its own sentence: what was expected, what came, what to do. */

interface RetryAdvice {
  /** Milliseconds the other side asked us to wait (its `Retry-After`); wins over the job's backoff. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** Thrown by a handler when trying again may help; carries the other side's `Retry-After`. */
export class RetryableError extends Error {
  override readonly name = "RetryableError";
  readonly retryAfterMs: number | undefined;
  constructor(message: string, { retryAfterMs, cause }: RetryAdvice = {}) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown by a handler when no further attempt can help: the run ends as failed at once. */
export class NonRetryableError extends Error {
  override readonly name = "NonRetryableError";
}

/** The reason on a handler's abort signal. */
export class JobAbortedError extends Error {
  override readonly name = "JobAbortedError";
  readonly reason: AbortReason;
  constructor(reason: AbortReason, timeoutMs: number) {
    super(abortSentence(reason, timeoutMs));
    this.reason = reason;
  }
}

function abortSentence(reason: AbortReason, timeoutMs: number): string {
  switch (reason) {
    case "timeout":
      return `Job timeout after ${timeoutMs / 1000} seconds`;
    case "deadline":
      return "The platform's time limit for this invocation is near; the run goes on in another one";
    case "cancel":
      return "The run was cancelled";
    case "replaced":
      return "A newer run of the same job replaced this one";
    case "shutdown":
      return "The process is shutting down; the run is handed back";
    case "lease_lost":
      return "The run lost its lease; another process may hold it now, so this one must stop";
  }
}

/** A handler's state, progress or log write that was refused because the run no longer holds its lease. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
  constructor(runId: string) {
    super(`Run ${runId} no longer holds its lease, so its write was refused`);
  }
}

/** A handler's state save that met a newer version, for example a reset by a person during the run. */
export class StateConflictError extends Error {
  override readonly name = "StateConflictError";
  constructor(jobName: string, expected: number, found: number) {
    super(`The state of ${jobName} is at version ${found}, expected ${expected}: somebody changed it during the run`);
  }
}

export class UnknownJobError extends Error {
  override readonly name = "UnknownJobError";
  constructor(name: string) {
    super(`No job is registered under the name "${name}"; GET /api/cron/jobs lists them`);
  }
}

export interface ParamIssue {
  path: string;
  message: string;
  /** The rule that was broken, where zod chose the words; a schema's own sentence is its author's, and stays as it is. */
  rule?: z.core.$ZodIssue;
}

/** Parameters that the job's schema refuses. */
export class InvalidParamsError extends Error {
  override readonly name = "InvalidParamsError";
  readonly issues: readonly ParamIssue[];
  constructor(jobName: string, issues: readonly ParamIssue[]) {
    super(`Invalid parameters for ${jobName}: ${issuesText(issues)}`);
    this.issues = issues;
  }
}

/** Raised at load when the registry itself is wrong: the process must not start half-configured. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  constructor(problems: readonly string[]) {
    super(`The job registry is invalid:\n${problems.map((p) => `  - ${p}`).join("\n")}`);
  }
}

/** The process drains: it takes no new runs. */
export class DrainingError extends Error {
  override readonly name = "DrainingError";
  constructor() {
    super("This process is shutting down and takes no new runs; call again, another one will answer");
  }
}

type Checked<Data> = { success: true; data: Data } | { success: false; issues: ParamIssue[] };

const { localeError: english } = z.locales.en();

/** What a schema makes of a value, or its complaints as the engine tells them: in English, with the rule of each. */
export function checkWith<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.output<Schema>> {
  const words = new Set<string>();
  // Zod asks for words only where the schema has none of its own.
  const error = (issue: z.core.$ZodRawIssue) => {
    const message = textOf(english(issue));
    words.add(message);
    return message;
  };
  const parsed = schema.safeParse(value, { error });
  if (parsed.success) return parsed;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
    ...(words.has(issue.message) && { rule: issue }),
  }));
  return { success: false, issues };
}

/** `count: expected a number; (root): …`, for messages that have nothing but text. */
export function issuesText(issues: readonly ParamIssue[]): string {
  return issues.map(({ path, message }) => `${path || "(root)"}: ${message}`).join("; ");
}

function textOf(told: ReturnType<typeof english>): string {
  return (typeof told === "string" ? told : told?.message) ?? "Invalid input";
}
