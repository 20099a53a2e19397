import { randomUUID } from "node:crypto";
import type { JobContext, StateView } from "../../lib/cron/jobs/context.ts";
import type { Progress, SubjectReport } from "../../lib/cron/ports/runs.ts";
import type { RunMetric } from "../../lib/cron/ports/telling.ts";
import type { LogLevel } from "../../lib/cron/words/vocabulary.ts";

interface Options<State, Services> {
  services: Services;
  /** What the handler finds saved. Default: nothing. */
  state?: StateView<State>;
  runId?: string;
  signal?: AbortSignal;
  now?: Date;
  /** Called after each save, for example to abort in the middle. */
  onSave?: (value: State) => void;
}

/** A handler's context without an engine: state lives in the object, and what the handler tells can be read. */
export function jobContext<State, Services>(options: Options<State, Services>) {
  const { runId = randomUUID(), signal = new AbortController().signal, now = new Date() } = options;
  const lines: { level: LogLevel; message: string; fields?: Record<string, unknown> }[] = [];
  const saves: State[] = [];
  const progress: Progress[] = [];
  const metrics: RunMetric[] = [];
  const reports: SubjectReport[] = [];
  let view: StateView<State> = options.state ?? { kind: "absent", epoch: 0 };
  const write = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, ...(fields ? { fields } : {}) });
  const ctx: JobContext<State, Services> = {
    runId,
    jobName: "test",
    attempt: 1,
    maxAttempts: 2,
    trigger: "http",
    scheduledFor: null,
    lateBySeconds: 0,
    isLate: false,
    coalescedCount: 0,
    idempotencyKey: runId,
    signal,
    deadline: new Date(now.getTime() + 300_000),
    now: () => now,
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    progress: (done, total = null, note) => void progress.push({ done, total, note: note ?? null }),
    state: {
      get: async () => view,
      save: async (value) => {
        view = { kind: "present", value: structuredClone(value), epoch: view.epoch };
        saves.push(view.value);
        options.onSave?.(view.value);
      },
    },
    metric: (name, value, unit) => void metrics.push({ name, value, unit: unit ?? null }),
    alerts: {
      raise: ({ detail = null, ...alert }) => void reports.push({ says: "raised", detail, ...alert }),
      resolve: (subject) => void reports.push({ says: "resolved", subject }),
    },
    enqueue: async (_task, items) => ({ added: items.length }),
    services: options.services,
  };
  return { ctx, lines, saves, progress, metrics, reports, state: () => view };
}
