import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { createRedact } from "../../lib/cron/words/redact.ts";
import { createRunTracing } from "../../lib/observe/spans.ts";
import { memoryEngine, request } from "../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const SECRET = "pla-nted-secret-value";

/** What an application does to receive spans. */
function follow(processor: (exporter: InMemorySpanExporter) => SpanProcessor): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor(exporter)] }));
  return exporter;
}

const followSimply = () => follow((exporter) => new SimpleSpanProcessor(exporter));
const named = (spans: readonly ReadableSpan[], name: string) => spans.filter((span) => span.name === name);
const parentOf = (span: ReadableSpan | undefined) => span?.parentSpanContext?.spanId;

afterEach(() => {
  trace.disable();
  context.disable();
});

describe("spans of runs", () => {
  it("a run is a span with one child per attempt, and what its handler calls lies inside the attempt", async () => {
    const exporter = followSimply();
    const inner = () => {
      trace.getTracer("handler").startSpan("inner").end();
      return ok;
    };
    const { job } = scriptedJob([step.throws(new Error("first")), inner], {
      backoff: { kind: "linear", stepSeconds: 0 },
    });
    const { engine } = memoryEngine([job], { tracing: createRunTracing() });
    await engine.run(request({ trigger: "platform", slot: false }));

    const spans = exporter.getFinishedSpans();
    const [run] = named(spans, "cron.job");
    const attempts = named(spans, "cron.attempt");
    expect(run?.attributes).toMatchObject({
      "cron.job": "scripted",
      "cron.trigger": "platform",
      "cron.outcome": "completed",
      "cron.attempts": 2,
    });
    expect(attempts.map((span) => [span.attributes["cron.attempt"], span.attributes["cron.outcome"]])).toEqual([
      [1, "threw"],
      [2, "returned"],
    ]);
    expect(attempts.map(parentOf)).toEqual([run?.spanContext().spanId, run?.spanContext().spanId]);
    expect(parentOf(named(spans, "inner")[0])).toBe(attempts[1]?.spanContext().spanId);
  });

  it("a run begins a trace of its own, linked to the call that started it", async () => {
    const exporter = followSimply();
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job], { tracing: createRunTracing() });
    const caller = trace.getTracer("caller").startSpan("GET /api/cron/scripted");
    await context.with(trace.setSpan(context.active(), caller), () => engine.run(request()));

    const [run] = named(exporter.getFinishedSpans(), "cron.job");
    expect(parentOf(run)).toBeUndefined();
    expect(run?.links.map((link) => link.context.spanId)).toEqual([caller.spanContext().spanId]);
  });

  it("a failed run is a failed span that says its error without secrets, parameters or results", async () => {
    const exporter = followSimply();
    const { job } = scriptedJob([step.throws(new NonRetryableError(`refused with ${SECRET}`))]);
    const { engine } = memoryEngine([job], { tracing: createRunTracing(), redact: createRedact([SECRET]) });
    await engine.run(request({ params: { size: 7 } }));

    const spans = exporter.getFinishedSpans();
    expect(named(spans, "cron.job")[0]?.status).toMatchObject({ code: 2, message: expect.stringMatching(/^refused/) });
    expect(named(spans, "cron.attempt")[0]?.status).toMatchObject({ code: 2 });
    const told = JSON.stringify(
      spans.map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain("size");
  });

  it("a follower that throws at every step changes no run", async () => {
    const broken = () => {
      throw new Error("the exporter is broken");
    };
    follow(() => ({
      onStart: broken,
      onEnd: broken,
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    }));
    const script = scriptedJob([step.ok()]);
    const { engine } = memoryEngine([script.job], { tracing: createRunTracing() });
    expect(await engine.run(request())).toMatchObject({ kind: "ended", run: { status: "completed" } });
    expect(script.calls).toHaveLength(1);
  });

  it("while nobody follows, the API is not loaded and a run is called directly", async () => {
    const load = vi.fn(() => import("@opentelemetry/api"));
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job], { tracing: createRunTracing(load) });
    expect(await engine.run(request())).toMatchObject({ kind: "ended" });
    expect(load).not.toHaveBeenCalled();
  });
});
