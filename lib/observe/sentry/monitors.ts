import { createHash } from "node:crypto";
import { backoffMs, DEFAULT_BACKOFF } from "../../cron/jobs/backoff.ts";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { declaredSettings, registryScheduleId, type ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Sdk } from "./client.ts";

/** What Sentry is told of a schedule, so that it notices a run that does not come. */
export type Monitor = NonNullable<Parameters<Sdk["captureCheckIn"]>[1]>;

/** Sentry's longest slug. */
const MOST_SLUG = 50;
/** Sentry's longest margin and longest run: 28 days. */
const MOST_MINUTES = 40_320;

/** The job's name; a longer one than Sentry takes is cut and stays its own by a hash. */
export function slugOf(jobName: string): string {
  if (jobName.length <= MOST_SLUG) return jobName;
  const hash = createHash("sha256").update(jobName).digest("hex").slice(0, 8);
  return `${jobName.slice(0, MOST_SLUG - hash.length - 1)}-${hash}`;
}

/**
 * The monitor of a job: its schedule and zone, how late it may come by its grace, and how long a run may take with all
 * its attempts and the waits between. Null where Sentry has no such schedule: none, a date, or one by the second.
 * @param settings of its own schedule, as they are in force
 */
export function monitorOf(job: AnyJob, settings: ScheduleSettings | null): Monitor | null {
  const schedule = settings && scheduleOf(settings);
  if (!schedule) return null;
  const { graceSeconds, delaySeconds, jitterSeconds, timezone } = settings;
  return {
    schedule,
    timezone,
    checkinMargin: minutes(graceSeconds + delaySeconds + jitterSeconds),
    maxRuntime: minutes(longestSeconds(job)),
  };
}

function scheduleOf({ kind, expression, everySeconds }: ScheduleSettings): Monitor["schedule"] | null {
  if (kind === "cron") return { type: "crontab", value: expression ?? "" };
  if (kind === "date" || !everySeconds) return null;
  const fitting = UNITS.find(([, seconds]) => everySeconds % seconds === 0);
  return fitting ? { type: "interval", unit: fitting[0], value: everySeconds / fitting[1] } : null;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function longestSeconds({ maxAttempts, timeoutSeconds, backoff = DEFAULT_BACKOFF }: AnyJob): number {
  const waits = Array.from({ length: maxAttempts - 1 }, (_, index) => backoffMs(backoff, index + 1, null, () => 1));
  return maxAttempts * timeoutSeconds + waits.reduce((sum, ms) => sum + ms, 0) / 1000;
}

const minutes = (seconds: number) => Math.min(MOST_MINUTES, Math.max(1, Math.ceil(seconds / 60)));

/** People may have changed what code declares: that is read again after so long. */
const KNOWN_MS = 60_000;

interface BookParts {
  jobs: readonly AnyJob[];
  /** The stored schedules that code declared. */
  stored(ids: readonly string[]): Promise<{ records: readonly { id: string; settings: ScheduleSettings }[] }>;
  delivery: Parameters<typeof declaredSettings>[1];
  monotonicMs(): number;
}

/** The monitors of all jobs by the schedules in force. Nobody waits for the database: until it answered, by what code says. */
export class MonitorBook {
  readonly #parts: BookParts;
  #stored: ReadonlyMap<string, ScheduleSettings> = new Map();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  of(job: AnyJob): Monitor | null {
    this.#readAnew();
    const declared = declaredSettings(job, this.#parts.delivery);
    return monitorOf(job, declared && (this.#stored.get(registryScheduleId(job)) ?? declared));
  }

  #readAnew(): void {
    const { jobs, stored, monotonicMs } = this.#parts;
    if (monotonicMs() - this.#readMs < KNOWN_MS) return;
    this.#readMs = monotonicMs();
    stored(jobs.map(registryScheduleId)).then(
      ({ records }) => {
        this.#stored = new Map(records.map(({ id, settings }) => [id, settings]));
      },
      // What was known, or what code says, goes on; the database's failure is told by whoever needs it
      () => undefined,
    );
  }
}
