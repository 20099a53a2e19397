import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Subscriber } from "../../cron/ports/events.ts";
import type { RunStore } from "../../cron/ports/runs.ts";
import type { ScheduleStore } from "../../cron/ports/schedules.ts";
import type { DeliveryRules } from "../../cron/schedules/settings.ts";
import type { Clock } from "../../cron/words/clock.ts";
import type { Redact } from "../../cron/words/redact.ts";
import { type TellStack, toRunError } from "../../cron/words/serialize.ts";
import type { Logger } from "../logger.ts";
import { COLLECT_NOTHING, openSdk, type Sdk } from "./client.ts";
import { eventOfRequest, type FailedRequest } from "./error-event.ts";
import { MonitorBook } from "./monitors.ts";
import { type ReportSink, RunReports } from "./run-reports.ts";

/** Of the configuration; without a DSN nothing of the SDK is loaded. */
interface SentrySettings {
  sentry: { dsn: string } | null;
  release: string | null;
}

interface SentryParts {
  jobs: readonly AnyJob[];
  runs: Pick<RunStore, "outcomes">;
  schedules: Pick<ScheduleStore, "declared">;
  delivery: DeliveryRules;
  clock: Clock;
  redact: Redact;
  tellStack: TellStack;
  logger: Logger;
}

/** How Sentry took what this process sent to it. */
export interface SentryState {
  delivered: number;
  /** Why the last thing was not taken; null when it was, or when nothing was sent yet. */
  problem: string | null;
}

/** What this process tells Sentry. Nothing of it waits for Sentry, throws, or changes what becomes of a run. */
export interface SentryReports {
  readonly hear: Subscriber;
  readonly state: Readonly<SentryState>;
  /** What a page starts the SDK in the browser with. */
  readonly browser: { dsn: string; release: string | null; dataCollection: typeof COLLECT_NOTHING };
  /** An error of a route, a page or an action that nobody foresaw. */
  report(error: unknown, request: FailedRequest): void;
  /** Resolves when everything told so far was taken, at the latest after `FLUSH_MS`; never rejects. */
  flush(): Promise<void>;
}

/** How long whoever is about to end, or to be frozen, waits for Sentry to take what it was told. */
export const FLUSH_MS = 2_000;
/** What is told before the SDK is loaded waits; more than this is lost. */
const MOST_WAITING = 1_000;

/** Begins to load the SDK at once, beside whatever else the process begins with; null without a DSN. */
export function createSentry({ sentry, release }: SentrySettings, parts: SentryParts): SentryReports | null {
  if (sentry === null) return null;
  const { clock, redact, tellStack, jobs } = parts;
  const state: SentryState = { delivered: 0, problem: null };
  const told = (problem: string | null) => note(parts, state, problem);
  const loading = openSdk({ dsn: sentry.dsn, release, redact, told });
  const sdk = new LoadedSdk(loading, (error) => told(`the SDK could not be loaded: ${error}`));
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const reports = new RunReports({
    find: (name) => byName.get(name) ?? null,
    monitors: new MonitorBook({
      jobs,
      stored: (ids) => parts.schedules.declared(ids),
      delivery: parts.delivery,
      monotonicMs: () => clock.monotonicMs(),
    }),
    outcomes: (ids) => parts.runs.outcomes(ids),
    sink: sdk,
  });
  return {
    hear: (event) => reports.hear(event),
    state,
    browser: { dsn: sentry.dsn, release, dataCollection: COLLECT_NOTHING },
    report(error, request) {
      const told = toRunError(error, { redact, tellStack });
      sdk.event((parse) => eventOfRequest(told, request, parse));
    },
    async flush() {
      const over = new AbortController();
      const told = reports.settled().then(() => sdk.flush(FLUSH_MS));
      await Promise.race([told, clock.sleep(FLUSH_MS, over.signal)]);
      over.abort("told");
    },
  };
}

/** One warning for each time that Sentry does not take what it is sent. */
function note({ logger }: SentryParts, state: SentryState, problem: string | null): void {
  if (problem !== null && state.problem === null) {
    logger.warn({ component: "sentry", problem }, "Sentry does not take what it is sent; runs are not affected");
  }
  if (problem === null && state.problem !== null) logger.info({ component: "sentry" }, "Sentry takes reports again");
  state.problem = problem;
  if (problem === null) state.delivered += 1;
}

/** Keeps what is told until the SDK is there. */
class LoadedSdk implements ReportSink {
  readonly #loading: Promise<void>;
  #sdk: Sdk | null = null;
  #waiting: ((sdk: Sdk) => void)[] = [];
  #failed = false;

  /** @param loading rejects when the package cannot be used here; everything told is then dropped */
  constructor(loading: Promise<Sdk>, onFailure: (error: unknown) => void) {
    this.#loading = loading.then(
      (sdk) => {
        this.#sdk = sdk;
        for (const tell of this.#waiting.splice(0)) tell(sdk);
      },
      (error: unknown) => {
        this.#failed = true;
        this.#waiting = [];
        onFailure(error);
      },
    );
  }

  checkIn(...checkIn: Parameters<ReportSink["checkIn"]>): void {
    this.#tell((sdk) => void sdk.captureCheckIn(...checkIn));
  }

  event(...[build]: Parameters<ReportSink["event"]>): void {
    this.#tell((sdk) => {
      const parse = sdk.getClient()?.getOptions().stackParser;
      sdk.captureEvent(build((stack) => parse?.(stack) ?? []));
    });
  }

  async flush(limitMs: number): Promise<void> {
    await this.#loading;
    await this.#sdk?.flush(limitMs);
  }

  #tell(tell: (sdk: Sdk) => void): void {
    if (this.#sdk) tell(this.#sdk);
    else if (!this.#failed && this.#waiting.length < MOST_WAITING) this.#waiting.push(tell);
  }
}
