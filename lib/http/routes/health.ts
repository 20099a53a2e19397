import { readPerson } from "../../auth/session.ts";
import { dashboardDeps } from "../../commands/deps.ts";
import { type AlertReadiness, readAlertReadiness } from "../../dashboard/health/readiness.ts";
import { json } from "../answers/answers.ts";
import { hasCronSecret } from "../auth/cron-secret.ts";
import { isDiskFull } from "../errors/known-errors.ts";
import type { Call } from "./route.ts";

const DATABASE_LIMIT_MS = 2_000;
const AWAY = "does not answer";

interface Component {
  ok: boolean;
  /** A state in words; never a secret, never an address. */
  detail: string;
  latencyMs?: number;
}

/** `GET /api/health`: this process answers. With `?ready=1`: it can do its work. */
export async function health(call: Call): Promise<Response> {
  const ready = call.url.searchParams.get("ready");
  if (ready === null || ready === "0") return json({ status: "ok", timestamp: new Date() });
  const components = await readComponents(call);
  const ok = Object.values(components).every((component) => component.ok);
  const shown = (await mayLookInside(call, components)) ? { components } : {};
  return json({ status: ok ? "ok" : "not ok", ...shown, timestamp: new Date() }, { status: ok ? 200 : 503 });
}

type ComponentName = "database" | "engine" | "cronSecret" | "scheduler" | "incidents";

async function readComponents({ runtime }: Call): Promise<Record<ComponentName, Component>> {
  const { draining, running, lastSweepAt } = runtime.engine.live;
  const sweeps = lastSweepAt === null ? "no sweep yet" : `last sweep ${lastSweepAt.toISOString()}`;
  const database = await askDatabase(runtime);
  return {
    database,
    ...(database.ok ? await askAlerts(runtime) : UNKNOWN),
    engine: { ok: !draining, detail: draining ? "shutting down" : `${running} running, ${sweeps}` },
    // Without a secret the cron routes are closed, but people can work: that is no reason to take the server away
    cronSecret: { ok: true, detail: runtime.env.cronSecret.kind.replace("_", " ") },
  };
}

/** A database that is away says what is wrong by itself. */
const UNKNOWN: AlertReadiness = {
  scheduler: { ok: true, detail: "unknown" },
  incidents: { ok: true, detail: "unknown" },
};

async function askAlerts(runtime: Call["runtime"]): Promise<AlertReadiness> {
  const { env, platform, logger } = runtime;
  try {
    const asked = readAlertReadiness(dashboardDeps(runtime), { onPlatform: env.onPlatform, platform });
    return await within(DATABASE_LIMIT_MS, asked);
  } catch (error) {
    logger.warn({ err: error }, "scheduler and incidents could not be read for the readiness check");
    const away = { ok: false, detail: AWAY };
    return { scheduler: away, incidents: away };
  }
}

async function askDatabase({ db, logger }: Call["runtime"]): Promise<Component> {
  const startedMs = performance.now();
  try {
    await within(DATABASE_LIMIT_MS, db.$queryRaw`select 1`);
    await within(DATABASE_LIMIT_MS, proveWritable(db));
    return { ok: true, detail: "answers", latencyMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    logger.warn({ err: error }, "the database failed the readiness check");
    return { ok: false, detail: isDiskFull(error) ? "its disk is full" : AWAY };
  }
}

/** Anybody may ask, so a process proves it at most this often; a failure is looked at anew at each question. */
const PROOF_HOLDS_MS = 5_000;
const proofs = new WeakMap<Call["runtime"]["db"], { atMs: number; proof: Promise<unknown> }>();

/** A full disk still answers every SELECT, so readiness writes. */
async function proveWritable(db: Call["runtime"]["db"]): Promise<void> {
  const known = proofs.get(db);
  const isFresh = known !== undefined && performance.now() - known.atMs < PROOF_HOLDS_MS;
  const { proof } = isFresh ? known : { proof: db.$queryRaw`select cron_prove_writable_v1()::text` };
  if (!isFresh) proofs.set(db, { atMs: performance.now(), proof });
  try {
    await proof;
  } catch (error) {
    proofs.delete(db);
    throw error;
  }
}

/** Settles as `work` does, or rejects after `limitMs`. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Component states are for people who are signed in and for the secret; anybody else gets ok or not ok (rule 60). */
async function mayLookInside({ request, runtime }: Call, { database }: { database: Component }): Promise<boolean> {
  if (hasCronSecret(request.headers, runtime.env)) return true;
  return database.detail !== AWAY && (await readPerson(runtime, request.headers)) !== null;
}
