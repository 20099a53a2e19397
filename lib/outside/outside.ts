import type { PostOut } from "../alerts/channels/channel.ts";
import type { Outbox } from "../alerts/channels/create-outbox.ts";
import { createAddressGuard } from "../alerts/channels/guarded-address.ts";
import { createPostOut } from "../alerts/channels/post-out.ts";
import type { SendMessage } from "../alerts/outbox/message.ts";
import type { Events } from "../cron/ports/events.ts";
import type { Db } from "../db.ts";
import type { Env } from "../env.ts";
import type { Logger } from "../observe/logger.ts";
import { backgroundClock } from "../observe/machine.ts";
import { followRuns, SchedulerPulse } from "./heartbeats.ts";
import { MetricCounts } from "./metric-counts.ts";
import { createMonitoringSender, MonitoringFeed } from "./monitoring.ts";
import { Watcher } from "./watcher.ts";

/** What a process tells other programs while it works. */
export interface TellsOutside {
  /** Tells by itself from now on, in a process that stays. @param dispatches whether it is the scheduler's */
  start(dispatches: boolean): void;
  /** A call of the platform has dispatched: the scheduler's watcher is told, if it is time. Never rejects. */
  dispatched(): Promise<void>;
  /** Tells what is still to be told; never rejects. To be awaited where the process is frozen between the calls. */
  flush(): Promise<void>;
  /** Tells the rest and nothing more. */
  close(): Promise<void>;
}

export interface OutsideParts {
  env: Pick<Env, "metricsToken" | "heartbeats" | "monitoring" | "allowedPrivateHosts">;
  db: Db;
  events: Pick<Events, "subscribe">;
  logger: Pick<Logger, "warn">;
  engine: { readonly live: { lastDispatchAt: Date | null } };
  outbox: Pick<Outbox, "wake" | "carryDue">;
}

/** A part of it; made only where it is configured. */
type Part = Partial<TellsOutside>;

const TIMES = { clock: backgroundClock, random: Math.random };

/** Everything of this process that other programs are told by itself: docs/metrics.md. */
export function createOutside(parts: OutsideParts): TellsOutside {
  const { metricsToken, heartbeats, monitoring } = parts.env;
  const made: Part[] = [
    ...(metricsToken === null ? [] : [countMetrics(parts)]),
    ...(heartbeats.scheduler === null ? [] : [watchScheduler(parts, heartbeats.scheduler)]),
    ...(heartbeats.jobs.size === 0 ? [] : [watchJobs(parts)]),
    ...(monitoring === null ? [] : [feedMonitoring(parts)]),
  ];
  const all = async (act: (part: Part) => Promise<void> | undefined) => {
    await Promise.allSettled(made.map(act));
  };
  return {
    start(dispatches) {
      for (const part of made) part.start?.(dispatches);
    },
    dispatched: () => all((part) => part.dispatched?.()),
    flush: () => all((part) => part.flush?.()),
    close: () => all((part) => part.close?.()),
  };
}

function countMetrics({ db, events, logger }: OutsideParts): Part {
  const onFailure = (err: unknown) => logger.warn({ err }, "durations of runs could not be added to the metrics");
  const counts = new MetricCounts({ ...TIMES, db, onFailure });
  events.subscribe(counts.follow);
  return { flush: () => counts.flush(), close: () => counts.close() };
}

function watchScheduler(parts: OutsideParts, address: string): Part {
  const { db, engine } = parts;
  const watcher = watcherAt(parts, { address, variable: "HEARTBEAT_URL" });
  const pulse = new SchedulerPulse({ ...TIMES, db, watcher, lastDispatchAt: () => engine.live.lastDispatchAt });
  return {
    start(dispatches) {
      if (dispatches) pulse.start();
    },
    dispatched: () => pulse.beat(),
    flush: () => watcher.flush(),
    async close() {
      await pulse.stop();
      await watcher.close();
    },
  };
}

function watchJobs(parts: OutsideParts): Part {
  const watchers = new Map(
    [...parts.env.heartbeats.jobs].map(([job, { address, variable }]) => [
      job,
      watcherAt(parts, { address, variable }),
    ]),
  );
  parts.events.subscribe(followRuns(watchers));
  const each = async (act: (watcher: Watcher) => Promise<void>) => {
    await Promise.all([...watchers.values()].map(act));
  };
  return { flush: () => each((watcher) => watcher.flush()), close: () => each((watcher) => watcher.close()) };
}

function watcherAt(parts: OutsideParts, { address, variable }: { address: string; variable: string }): Watcher {
  const onFailure = (err: unknown) => parts.logger.warn({ err, variable }, "an outside watcher could not be told");
  return new Watcher({ ...TIMES, address, post: postOf(parts.env), onFailure });
}

/** How long a call of the platform stays for messages that it put. */
const CARRY_MS = 10_000;

function feedMonitoring({ db, events, logger, outbox }: OutsideParts): Part {
  const onFailure = (err: unknown) => logger.warn({ err }, "ended runs could not be read for the monitoring webhook");
  const feed = new MonitoringFeed({ ...TIMES, db, onFailure, onPut: () => outbox.wake() });
  events.subscribe(feed.follow);
  return {
    start: () => feed.start(),
    async flush() {
      await feed.flush();
      await outbox.carryDue(() => CARRY_MS);
    },
    close: () => feed.stop(),
  };
}

/** Who sends what the feed puts; none without MONITORING_WEBHOOK_URL. */
export function monitoringSenders(env: Pick<Env, "monitoring" | "allowedPrivateHosts">): { monitoring?: SendMessage } {
  if (env.monitoring === null) return {};
  return { monitoring: createMonitoringSender({ ...env.monitoring, post: postOf(env) }) };
}

function postOf({ allowedPrivateHosts }: Pick<Env, "allowedPrivateHosts">): PostOut {
  return createPostOut({ guard: createAddressGuard(allowedPrivateHosts) });
}
