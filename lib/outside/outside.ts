import type { Events } from "../cron/ports/events.ts";
import type { Db } from "../db.ts";
import type { Env } from "../env.ts";
import type { Logger } from "../observe/logger.ts";
import { backgroundClock } from "../observe/machine.ts";
import { MetricCounts } from "./metric-counts.ts";

/** What a process tells other programs while it works. Each part is made only where it is configured. */
export interface TellsOutside {
  /** Tells what is still to be told; never rejects. To be awaited where the process is frozen between the calls. */
  flush(): Promise<void>;
  /** Tells the rest and nothing more. */
  close(): Promise<void>;
}

export interface OutsideParts {
  env: Pick<Env, "metricsToken">;
  db: Db;
  events: Pick<Events, "subscribe">;
  logger: Pick<Logger, "warn">;
}

/** Everything of this process that other programs are told by itself: docs/metrics.md. */
export function createOutside(parts: OutsideParts): TellsOutside {
  const told: TellsOutside[] = parts.env.metricsToken === null ? [] : [countMetrics(parts)];
  const all = async (act: (one: TellsOutside) => Promise<void>) => {
    await Promise.allSettled(told.map(act));
  };
  return { flush: () => all((one) => one.flush()), close: () => all((one) => one.close()) };
}

function countMetrics({ db, events, logger }: OutsideParts): TellsOutside {
  const onFailure = (err: unknown) => logger.warn({ err }, "durations of runs could not be added to the metrics");
  const counts = new MetricCounts({ db, clock: backgroundClock, random: Math.random, onFailure });
  events.subscribe(counts.follow);
  return counts;
}
