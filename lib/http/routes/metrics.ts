import { ApiError } from "../../auth/refusals.ts";
import { refuseBearer } from "../../auth/refuse-bearer.ts";
import { dashboardDeps } from "../../commands/deps.ts";
import { Scrapes } from "../../outside/scrapes.ts";
import { unstored } from "../answers/answers.ts";
import { bearerIsOneOf } from "../auth/cron-secret.ts";
import type { Call } from "./route.ts";

/** One for each database of the process, which is one but in tests. */
const scrapes = new WeakMap<Call["runtime"]["db"], Scrapes>();

/** `GET /api/metrics`: what Prometheus reads. @throws ApiError 404 without METRICS_TOKEN, 401 and 429 for another bearer */
export async function metrics({ request, runtime }: Call): Promise<Response> {
  const { metricsToken } = runtime.env;
  if (metricsToken === null) throw notConfigured();
  // Never the cron secret: it runs every job, with any parameters, and a monitoring system need not be able to.
  if (!bearerIsOneOf(request.headers.get("authorization"), [metricsToken])) {
    throw refuseBearer(request.headers, runtime.env, "Expected the header Authorization: Bearer <METRICS_TOKEN>");
  }
  const known = scrapes.get(runtime.db) ?? new Scrapes(dashboardDeps(runtime));
  scrapes.set(runtime.db, known);
  const { text, contentType } = await known.scrape();
  return new Response(text, { headers: unstored(contentType) });
}

function notConfigured(): ApiError {
  return new ApiError("Metrics are off: set METRICS_TOKEN to a secret of 16 characters or more and start again", {
    status: 404,
    code: "metrics_off",
  });
}
