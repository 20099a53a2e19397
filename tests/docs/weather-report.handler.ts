import type { JobContext } from "../../lib/cron/jobs/context.ts";
import type { JobResult } from "../../lib/cron/jobs/define-job.ts";
import type { Services } from "../../lib/jobs/services.ts";
import type { WeatherParams, WeatherState } from "./weather-report.ts";

export async function run(
  ctx: JobContext<WeatherState, Services>,
  { source, cities }: WeatherParams,
): Promise<JobResult> {
  const day = ctx.now().toISOString().slice(0, 10);
  const saved = await ctx.state.get();
  // What an earlier attempt of today has done is not done again; "absent" and "broken" begin from nothing.
  const done = saved.kind === "present" && saved.value.day === day ? [...saved.value.done] : [];
  const result = { processed: 0, failed: 0, skipped: 0, errors: [] as JobResult["errors"] };
  for (const [index, city] of cities.entries()) {
    ctx.signal.throwIfAborted();
    if (done.includes(city)) result.skipped++;
    else {
      try {
        ctx.log.info("weather", { city, report: await weatherOf(`${source}/${city}`, ctx.signal) });
        result.processed++;
        done.push(city);
      } catch (error) {
        // One city that fails makes the run partial; a stop is not the city's fault.
        ctx.signal.throwIfAborted();
        result.failed++;
        result.errors.push({ id: city, error: String(error) });
      }
      await ctx.state.save({ day, done });
    }
    ctx.progress(index + 1, cities.length, city);
  }
  return result;
}

async function weatherOf(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}?format=3`, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.text();
}
