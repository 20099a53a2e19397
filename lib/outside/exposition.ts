import type { Registry } from "prom-client";
import { isOneOf, NEVER_RAN_STATUSES, SEVERITIES } from "../cron/words/vocabulary.ts";
import { COUNTED_ENDINGS } from "./job-totals.ts";
import { DURATION_BOUNDS_MS } from "./metric-counts.ts";
import type { Figures } from "./read-figures.ts";

type Sample = { labels: Record<string, string>; value: number; metricName?: string };

/** One metric as Prometheus knows it. Labels are names of jobs and words of ours: their number is bounded. */
interface Family {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  samples: Sample[];
}

/** The text of one scrape and its content type. `prom-client` is loaded by the first one and by nothing else. */
export async function renderFigures(figures: Figures): Promise<{ text: string; contentType: string }> {
  const { Registry: Registered } = await import("prom-client");
  const registry = new Registered();
  for (const family of familiesOf(figures)) register(registry, family);
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/**
 * prom-client's own classes count in this process; these figures are read whole. What its registry asks of a metric is
 * `name` and `get`.
 */
function register(registry: Registry, { name, type, help, samples }: Family): void {
  const metric = { name, help, type, get: async () => ({ name, help, type, values: samples, aggregator: "sum" }) };
  registry.registerMetric(metric as unknown as Parameters<Registry["registerMetric"]>[0]);
}

function familiesOf(figures: Figures): Family[] {
  return [
    ...runFamilies(figures),
    histogram(figures),
    gauge("cron_running", "Runs that are at work now", byJob(figures.running)),
    gauge("cron_queue_depth", "Runs that are due and wait", one(figures.queueDepth)),
    gauge("cron_tasks_waiting", "Tasks of runs that wait, counted up to 100,000", one(figures.tasksWaiting)),
    gauge("cron_scheduler_lag_seconds", "How long the longest overdue schedule or run waits", one(figures.lagSeconds)),
    counter("cron_lease_losses_total", "Runs whose process stopped renewing their lease", byJob(figures.leaseLosses)),
    gauge("cron_refused_secrets", "Calls with a wrong secret in the last hour", one(figures.refused)),
    gauge(
      "cron_incidents_open",
      "Incidents that are not resolved",
      SEVERITIES.map((severity) => ({ labels: { severity }, value: figures.incidents[severity] })),
    ),
    gauge(
      "cron_outbox_depth",
      "Messages that wait to be delivered, counted up to 100,000",
      one(figures.outbox.waiting),
    ),
    gauge("cron_outbox_oldest_seconds", "Age of the oldest of them", one(figures.outbox.oldestSeconds)),
    gauge("cron_outbox_dead", "Messages that were given up and wait for a person", one(figures.outbox.dead)),
    gauge(
      "cron_job_metric",
      "What the latest run of a job told: ctx.metric, and processed, failed and duration (seconds)",
      figures.metrics.map(({ jobName, name, value }) => ({ labels: { job: jobName, name }, value })),
    ),
  ];
}

function runFamilies({ totals }: Figures): Family[] {
  const outcomes = COUNTED_ENDINGS.filter((ending) => !isOneOf(NEVER_RAN_STATUSES, ending));
  const runs = totals.flatMap((sums) =>
    outcomes.map((outcome) => ({ labels: { job: sums.jobName, outcome }, value: sums[outcome] })),
  );
  const successes = totals.flatMap(({ jobName, lastSuccessAt }) =>
    lastSuccessAt === null ? [] : { labels: { job: jobName }, value: lastSuccessAt.getTime() / 1000 },
  );
  const unrun = (ending: "skipped" | "missed") =>
    totals.map(({ jobName, [ending]: value }) => ({ labels: { job: jobName }, value }));
  return [
    counter("cron_runs_total", "Runs that ended, by job and outcome", runs),
    counter("cron_slots_skipped_total", "Slots that were refused on purpose", unrun("skipped")),
    counter("cron_slots_missed_total", "Slots that nobody saw to in time", unrun("missed")),
    gauge("cron_last_success_timestamp_seconds", "When the latest successful run of a job began", successes),
  ];
}

function histogram({ durations }: Figures): Family {
  const name = "cron_run_duration_seconds";
  const bounds = [...DURATION_BOUNDS_MS.map((ms) => String(ms / 1000)), "+Inf"];
  const samples = [...durations].flatMap(([job, { upTo, sumSeconds }]) => [
    ...bounds.map((le, at) => ({ metricName: `${name}_bucket`, labels: { le, job }, value: upTo[at] ?? 0 })),
    { metricName: `${name}_sum`, labels: { job }, value: sumSeconds },
    { metricName: `${name}_count`, labels: { job }, value: upTo.at(-1) ?? 0 },
  ]);
  return { name, type: "histogram", help: "How long runs took, with all their attempts", samples };
}

const counter = (name: string, help: string, samples: Sample[]): Family => ({ name, help, samples, type: "counter" });
const gauge = (name: string, help: string, samples: Sample[]): Family => ({ name, help, samples, type: "gauge" });
const one = (value: number): Sample[] => [{ labels: {}, value }];
const byJob = (values: ReadonlyMap<string, number>): Sample[] =>
  [...values].map(([job, value]) => ({ labels: { job }, value }));
