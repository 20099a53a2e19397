import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EngineEvent } from "../../lib/cron/ports/events.ts";
import type { EngineTimes } from "../../lib/cron/ports/parts.ts";
import type { CancelAnswer } from "../../lib/cron/ports/runs.ts";
import type { EndedRun, RunAnswer, RunRequest } from "../../lib/cron/words/answers.ts";

const MAIN = fileURLToPath(new URL("engine-process-main.ts", import.meta.url));

/** LEASE 3, HEARTBEAT 1, SWEEP 1. */
export const SHORT_TIMES: EngineTimes = { leaseMs: 3_000, heartbeatMs: 1_000, sweepMs: 1_000, maxDurationMs: null };
/** What people get who set nothing. */
export const DEFAULT_TIMES: EngineTimes = { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs: null };

export interface EngineProcessConfig {
  databaseUrl: string;
  effectsPath: string;
  times: EngineTimes;
  /** Whether the process sweeps by itself. */
  sweeps: boolean;
  /** Runs what it admits; or, in queue mode, only admits; or works on the queue. */
  role: "inline" | "front" | "worker";
  /** An Upstash-protocol server; absent: every delivery is asked of the store. */
  redis?: { url: string; token: string };
}

interface Questions {
  run: { request: RunRequest };
  begin: { request: RunRequest };
  sweep: object;
  tick: object;
  cancel: { runId: string };
  drain: { graceMs: number };
  setClock: { at: Date };
}
export interface Question {
  id: number;
  method: keyof Questions;
  request: RunRequest;
  runId: string;
  graceMs: number;
  at: Date;
}

export interface SeenEvent {
  type: EngineEvent["type"];
  runId: string | null;
  detail: string | null;
}
export type Report =
  | { kind: "ready" }
  | ({ kind: "event" } & SeenEvent)
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "failure"; id: number; error: string };

export type Begun = { kind: "begun"; runId: string } | Extract<RunAnswer, { kind: "waiting" | "skipped" }>;

/** A real process with an engine on a real Postgres, for everything that a signal or a dead database can do to it. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #listeners = new Set<() => void>();
  #asked = 0;
  readonly events: SeenEvent[] = [];
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stderr = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    child.on("message", (report: Report) => this.#hear(report));
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        for (const { reject } of this.#open.values()) reject(new ProcessGoneError(this.stderr));
        resolve({ code, signal });
      });
    });
  }

  /** Resolves when the engine is built. */
  static async start(config: Partial<EngineProcessConfig> & Pick<EngineProcessConfig, "databaseUrl" | "effectsPath">) {
    const whole: EngineProcessConfig = { times: SHORT_TIMES, sweeps: true, role: "inline", ...config };
    const child = fork(MAIN, [], {
      env: { ...process.env, ENGINE_PROCESS: JSON.stringify(whole) },
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const started = new EngineProcess(child);
    const ready = new Promise<void>((resolve) => {
      child.on("message", (report: Report) => report.kind === "ready" && resolve());
    });
    const gone = started.exited.then(() => Promise.reject(new ProcessGoneError(started.stderr)));
    await Promise.race([ready, gone]);
    gone.catch(() => undefined);
    return started;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("The process did not start");
    return this.#child.pid;
  }

  run(request: RunRequest): Promise<RunAnswer> {
    return this.#ask("run", { request }) as Promise<RunAnswer>;
  }

  begin(request: RunRequest): Promise<Begun> {
    return this.#ask("begin", { request }) as Promise<Begun>;
  }

  sweep(): Promise<{ rescued: number; claimed: number }> {
    return this.#ask("sweep", {}) as Promise<{ rescued: number; claimed: number }>;
  }

  tick(): Promise<{ claimed: number }> {
    return this.#ask("tick", {}) as Promise<{ claimed: number }>;
  }

  cancel(runId: string): Promise<CancelAnswer> {
    return this.#ask("cancel", { runId }) as Promise<CancelAnswer>;
  }

  drain(graceMs: number): Promise<{ stopped: number; abandoned: number }> {
    return this.#ask("drain", { graceMs }) as Promise<{ stopped: number; abandoned: number }>;
  }

  /** Stops its wall clock at an instant; its monotonic clock goes on. */
  async setClock(at: Date): Promise<void> {
    await this.#ask("setClock", { at });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** kill -9, and waits until the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  /** Resolves with the first event of that type (and run), also one that came before. */
  async waitForEvent(type: SeenEvent["type"], runId?: string, patienceMs = 20_000): Promise<SeenEvent> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const found = this.events.find((event) => event.type === type && (!runId || event.runId === runId));
      if (found) return found;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`No ${type} within ${patienceMs} ms; seen: ${JSON.stringify(this.events)}`);
      await this.#nextReport(leftMs);
    }
  }

  /** Resolves when the process tells anything more; it does so with every sweep that fails. */
  async nextEvent(patienceMs = 10_000): Promise<void> {
    const seen = this.events.length;
    const deadlineMs = performance.now() + patienceMs;
    while (this.events.length === seen) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`Nothing more within ${patienceMs} ms; seen: ${JSON.stringify(this.events)}`);
      await this.#nextReport(leftMs);
    }
  }

  #nextReport(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#listeners.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, patienceMs);
      this.#listeners.add(finish);
    });
  }

  #hear(report: Report): void {
    if (report.kind === "event") this.events.push(report);
    if (report.kind === "answer") this.#open.get(report.id)?.resolve(report.value);
    if (report.kind === "failure") this.#open.get(report.id)?.reject(new Error(report.error));
    if (report.kind === "answer" || report.kind === "failure") this.#open.delete(report.id);
    for (const listener of this.#listeners) listener();
  }

  #ask<Method extends keyof Questions>(method: Method, args: Questions[Method]): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    const answer = new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
    // Whoever kills the process on purpose does not wait for its answers.
    answer.catch(() => undefined);
    this.#child.send({ id, method, ...args }, (error) => {
      if (error) this.#open.get(id)?.reject(new ProcessGoneError(error.message));
    });
    return answer;
  }
}

/** The process ended before it answered; the message has what it said last. */
export class ProcessGoneError extends Error {
  constructor(stderr: string) {
    super(`The process ended before it answered: ${stderr.slice(-2000) || "it said nothing"}`);
  }
}

/** The run that began. @throws when none did */
export function begun(answer: Begun): Extract<Begun, { kind: "begun" }> {
  if (answer.kind === "begun") return answer;
  throw new Error(`Expected a run to begin, got ${JSON.stringify(answer)}`);
}

/** How the run ended. @throws when it did not */
export function ended(answer: RunAnswer): EndedRun {
  if (answer.kind === "ended") return answer.run;
  throw new Error(`Expected a run to end, got ${JSON.stringify(answer)}`);
}

/** A request with nothing special about it. */
export function plainRequest(job: string, params: unknown = {}, changes: Partial<RunRequest> = {}): RunRequest {
  return { job, params, trigger: "http", delivery: { kind: "none" }, actor: null, ...changes };
}
