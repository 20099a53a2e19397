import type { JobContext } from "../../lib/cron/jobs/context.ts";
import type { JobResult } from "../../lib/cron/jobs/define-job.ts";
import type { Services } from "../../lib/jobs/services.ts";
import type { WeatherReportParams, WeatherReportState } from "./weather-report.schemas.ts";

type Context = JobContext<WeatherReportState, Services>;

/** Reads each city once a day: what an earlier run or attempt has done is not done again. */
export async function run(ctx: Context, { source, cities }: WeatherReportParams): Promise<JobResult> {
  const day = ctx.now().toISOString().slice(0, 10);
  const done = new Set(await doneOn(day, ctx));
  const open = cities.filter((city) => !done.has(city));
  const errors: JobResult["errors"] = [];
  ctx.log.info("Cities to read", { found: open.length, done: done.size });
  for (const [index, city] of open.entries()) {
    const error = await failureOf(city, source, ctx);
    if (error === null) await ctx.state.save({ day, done: [...done.add(city)] });
    else errors.push({ id: city, error });
    ctx.progress(index + 1, open.length, city);
  }
  const skipped = cities.length - open.length;
  return { processed: open.length - errors.length, failed: errors.length, skipped, errors };
}

/** A state that is absent, broken or of another day begins from nothing. */
async function doneOn(day: string, ctx: Context): Promise<readonly string[]> {
  const saved = await ctx.state.get();
  return saved.kind === "present" && saved.value.day === day ? saved.value.done : [];
}

/** Why the city failed, or null: it makes the run partial, and the others go on. */
async function failureOf(city: string, source: string, ctx: Context): Promise<string | null> {
  try {
    ctx.log.info("weather", { city, report: await weatherOf(`${source}/${city}`, ctx.signal) });
    return null;
  } catch (error) {
    ctx.signal.throwIfAborted(); // a stop is not the city's fault
    ctx.log.error("A city failed", { id: city, error: String(error) });
    return String(error);
  }
}

async function weatherOf(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}?format=3`, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.text();
}
