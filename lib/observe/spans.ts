import type { Attributes, Link, Span } from "@opentelemetry/api";
import type { StartedRun } from "../cron/ports/runs.ts";
import type { RunTracing, TracedAttempt } from "../cron/ports/tracing.ts";
import type { RunAnswer } from "../cron/words/answers.ts";
import { FAILED_STATUSES, isOneOf } from "../cron/words/vocabulary.ts";

type Api = typeof import("@opentelemetry/api");

/** Where every copy of `@opentelemetry/api` keeps what was registered, whoever bundled it. */
const REGISTERED = Symbol.for("opentelemetry.js.api.1");

/** Whether somebody (Sentry, an exporter of the application) receives spans in this process. */
function isFollowed(): boolean {
  const registered = (globalThis as { [REGISTERED]?: { trace?: unknown } })[REGISTERED];
  return registered?.trace !== undefined;
}

/** What a span is made of, and what becomes of it when its work is over. */
interface Spanned<Result> {
  name: string;
  /** Of a run: it begins a trace of its own, and names the call that started it. */
  isRoot: boolean;
  attributes: Attributes;
  work: () => Promise<Result>;
  /** Attributes that only the end knows; `error` makes the span a failed one. */
  tell: (result: Result) => { attributes: Attributes; error: string | null };
}

/**
 * A span `cron.job` around each run and below it one `cron.attempt` around each call of its handler, with the context
 * active meanwhile. Until a tracer provider is registered the API is not even loaded, and nothing happens; a provider
 * that throws never reaches a run. Spans carry names, ids and redacted error sentences: no parameters, no results.
 */
export function createRunTracing(load: () => Promise<Api> = () => import("@opentelemetry/api")): RunTracing {
  let api: Promise<Api | null> | undefined;

  async function within<Result>(spanned: Spanned<Result>): Promise<Result> {
    api ??= load().catch(() => null);
    const loaded = await api;
    const span = loaded && quietly(() => startSpan(loaded, spanned));
    if (!loaded || !span) return spanned.work();
    try {
      const result = await loaded.context.with(loaded.trace.setSpan(loaded.context.active(), span), spanned.work);
      quietly(() => endSpan(loaded, span, spanned.tell(result)));
      return result;
    } catch (error) {
      // The outcome could not be written: what it was stands in the log, an error of the store may hold anything.
      quietly(() => endSpan(loaded, span, { attributes: {}, error: "The outcome could not be written" }));
      throw error;
    }
  }

  return {
    run(run, work) {
      if (!isFollowed()) return work();
      return within({ name: "cron.job", isRoot: true, attributes: attributesOf(run), work, tell: tellAnswer });
    },
    attempt(run, work, tell) {
      if (!isFollowed()) return work();
      const attributes = { ...attributesOf(run), "cron.attempt": run.attempt, "cron.max_attempts": run.maxAttempts };
      return within({ name: "cron.attempt", isRoot: false, attributes, work, tell: (end) => tellEnd(tell(end)) });
    },
  };
}

function startSpan(
  { trace, context }: Api,
  { name, isRoot, attributes }: Omit<Spanned<unknown>, "work" | "tell">,
): Span {
  const caller = isRoot ? trace.getSpanContext(context.active()) : undefined;
  const links: Link[] = caller ? [{ context: caller }] : [];
  return trace.getTracer("belfry").startSpan(name, { root: isRoot, attributes, links });
}

function endSpan(
  { SpanStatusCode }: Api,
  span: Span,
  { attributes, error }: { attributes: Attributes; error: string | null },
): void {
  span.setAttributes(attributes);
  if (error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  span.end();
}

const attributesOf = ({ id, jobName, trigger, scheduledFor }: StartedRun): Attributes => ({
  "cron.job": jobName,
  "cron.run_id": id,
  "cron.trigger": trigger,
  ...(scheduledFor && { "cron.slot": scheduledFor.toISOString() }),
});

const tellEnd = ({ outcome, error }: TracedAttempt) => ({
  attributes: { "cron.outcome": outcome },
  error: error ?? (outcome === "returned" ? null : `The attempt was aborted: ${outcome}`),
});

function tellAnswer(answer: RunAnswer): { attributes: Attributes; error: string | null } {
  if (answer.kind !== "ended") return { attributes: { "cron.outcome": answer.kind }, error: null };
  const { status, attempts, error, message } = answer.run;
  const failed = isOneOf(FAILED_STATUSES, status);
  return {
    attributes: { "cron.outcome": status, "cron.attempts": attempts },
    error: failed ? (error?.message ?? message) : null,
  };
}

/** What follows a run must not change what becomes of it. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
