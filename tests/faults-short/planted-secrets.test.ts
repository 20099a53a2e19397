import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { MASK } from "../../lib/cron/words/redact.ts";
import { createDb } from "../../lib/db.ts";
import { asJson, cookieFrom, signIn } from "../support/api-app.ts";
import { runCli } from "../support/cli.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { routeFiles } from "../support/http-server.ts";
import { PLANTED, spellingsOf } from "../support/leaky-job.ts";
import { until } from "../support/until.ts";

const MAIN = fileURLToPath(new URL("../support/leaky-server-main.ts", import.meta.url));
const ENDINGS = ["return", "throw", "throw-object", "reject-all"];
/** A retry needs the parameters of its run, a slot those of its schedule: these columns keep them, and are shown masked. */
const KEEP_PARAMETERS = ["cron_job_logs.params", "cron_schedules.params"];

let database: TestDatabase;
let pool: Pool;
let server: { child: ChildProcess; url: string; printed: string };
let cookie: string;
/** What the event stream said while the jobs ran. */
let streamed = "";
const variables = () => ({
  DATABASE_URL: database.url,
  BELFRY_HOME: tmpdir(),
  BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
  CRON_SECRET: PLANTED.cronSecret,
  UPSTASH_REDIS_REST_URL: `https://default:${encodeURIComponent(PLANTED.redisPassword)}@redis.example`,
  UPSTASH_REDIS_REST_TOKEN: "a-token-that-is-planted-nowhere",
  SCHEDULER: "none",
});

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  server = await startServer();
  await createPerson({ db: createDb(pool), email: "a@example.com", password: "correct horse battery", role: "admin" });
  cookie = cookieFrom(await signIn(server.url, "a@example.com"));
  await leakEverywhere();
});
afterAll(async () => {
  const ended = once(server.child, "exit");
  server.child.disconnect();
  await ended;
  await pool.end();
  await database.drop();
});

async function startServer(): Promise<typeof server> {
  const child = fork(MAIN, { env: { ...process.env, ...variables() }, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const started = { child, url: "", printed: "" };
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (started.printed += chunk));
  const [url] = await once(child, "message");
  return Object.assign(started, { url });
}

const call = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, { ...init, headers: { cookie, origin: server.url, ...(init.headers as object) } });

/** By every door: a person's, a schedule's, the platform's, and calls that are refused with a secret in them. */
async function leakEverywhere(): Promise<void> {
  const listening = new AbortController();
  const stream = await call("/api/admin/events", { signal: listening.signal });
  const heard = listen(stream);
  const token = PLANTED.parameter;
  for (const [before, ending] of ENDINGS.entries()) {
    await call("/api/admin/cron-jobs/leaky/run?wait=true", asJson({ params: { token, ending } }));
    await haveEnded(before + 1);
  }
  const timing = { kind: "interval", hours: 1 };
  const made = { id: "leaky-often", jobName: "leaky", trigger: timing, params: { token } };
  expect((await call("/api/admin/schedules", asJson(made))).status).toBe(201);
  await call("/api/admin/schedules/leaky-often/run", asJson({}));
  await haveEnded(ENDINGS.length + 1);
  const authorization = `Bearer ${PLANTED.cronSecret}`;
  const asked = asJson({ token, ending: "throw" });
  await fetch(`${server.url}/api/cron/leaky`, { ...asked, headers: { ...asked.headers, authorization } });
  await fetch(`${server.url}/api/cron/leaky?${new URLSearchParams({ token })}`, { headers: { authorization } });
  await fetch(`${server.url}/api/cron/leaky?secret=${PLANTED.cronSecret}`);
  await fetch(`${server.url}/api/cron/leaky`, { headers: { authorization: `Basic ${PLANTED.cronSecret}` } });
  await call("/api/admin/cron-jobs/leaky/run", asJson({ params: { token, ending: PLANTED.redisPassword } }));
  await haveEnded(ENDINGS.length + 2);
  const told = () => streamed.match(/event: run_ended/g)?.length ?? 0;
  await until("every ending in the stream", async () => (told() >= ENDINGS.length + 2 ? true : null));
  listening.abort();
  await heard;
}

async function listen(stream: Response): Promise<void> {
  try {
    for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) streamed += chunk;
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  }
}

/** The job has one lane: a run that is started while the last one holds it is none. */
async function haveEnded(runs: number): Promise<void> {
  const query = "select count(completed_at)::int as ended, count(*)::int as all from cron_job_logs";
  await until(`the end of ${runs} runs`, async () => {
    const { ended, all } = (await pool.query(query)).rows[0];
    expect(all).toBeLessThanOrEqual(runs);
    return ended === runs ? true : null;
  });
}

/** Which planted secrets a text shows, in whichever spelling; JSON in JSON escapes anew. */
function shownIn(text: string): string[] {
  return Object.entries(PLANTED).flatMap(([name, secret]) =>
    spellingsOf(secret)
      .flatMap((spelled) => [spelled, JSON.stringify(spelled).slice(1, -1)])
      .some((spelled) => text.includes(spelled))
      ? [name]
      : [],
  );
}

/** Everything in the database, a text for each column that holds anything. */
async function columns(): Promise<Map<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await pool.query(`select row_to_json(t) as row from "${name}" t`);
    for (const { row } of rows) {
      for (const [column, value] of Object.entries(row)) {
        const place = `${name}.${column}`;
        found.set(place, `${found.get(place) ?? ""}\n${typeof value === "string" ? value : JSON.stringify(value)}`);
      }
    }
  }
  return found;
}

/** Every route that answers GET to an admin, with each run's own, and the files that can be exported. */
async function readAll(): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string }>("select id from cron_job_logs");
  const ofRuns = rows.flatMap(({ id }) => ["", "/log", "/log?format=text", "/tasks"].map((end) => `runs/${id}${end}`));
  const exports = ["cron-logs?format=csv", "cron-logs?format=ndjson", "cron-logs?q=using", "audit-log?format=csv"];
  const fixed = routeFiles().flatMap(({ pattern }) => (pattern.includes("[") ? [] : [pattern]));
  const ofJob = routeFiles().flatMap(({ pattern }) =>
    /\[job\](?!.*\[)/.test(pattern) ? [pattern.replace("[job]", "leaky")] : [],
  );
  const paths = [...fixed, ...ofJob, "/api/admin/schedules/leaky-often", "/api/admin/events?format=json"];
  const answers = new Map<string, string>();
  for (const path of [...paths, ...[...ofRuns, ...exports].map((end) => `/api/admin/${end}`)]) {
    if (path === "/api/admin/events") continue;
    const authorization = `Bearer ${PLANTED.cronSecret}`;
    const answer = await call(path, path.startsWith("/api/cron") ? { headers: { authorization } } : {});
    answers.set(path, `${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
  }
  return answers;
}

const leaks = (texts: ReadonlyMap<string, string>) =>
  [...texts].flatMap(([place, text]) => shownIn(text).map((secret) => `${place}: ${secret}`));

describe("fault C3: a parameter, a Redis password and the cron secret that a job tells in every way", () => {
  it("are in no column of any table but those that keep a run's or a schedule's parameters", async () => {
    const kept = await columns();
    expect(leaks(kept).filter((leak) => !KEEP_PARAMETERS.some((column) => leak === `${column}: parameter`))).toEqual(
      [],
    );
    expect(kept.get("cron_job_logs.params")).toContain(JSON.stringify(PLANTED.parameter).slice(1, -1));
    for (const column of ["logs.error", "logs.result", "logs.progress", "log_lines.message", "log_lines.fields"]) {
      expect(kept.get(`cron_job_${column}`), column).toContain(MASK);
    }
    expect(kept.get("cron_job_state.value")).toContain(MASK);
  });

  it("are in no answer of the API and in no export", async () => {
    const answers = await readAll();
    expect(leaks(answers)).toEqual([]);
    expect(answers.get("/api/admin/cron-logs?format=csv")).toContain(MASK);
    expect(answers.get("/api/admin/cron-jobs/leaky/state")).toContain(MASK);
  });

  it("are in no event of the live feed", () => {
    expect(streamed).toContain(MASK);
    expect(shownIn(streamed)).toEqual([]);
  });

  it("are in nothing that the command line prints, which does not even know the job", async () => {
    const { rows } = await pool.query<{ id: string }>("select id from cron_job_logs limit 1");
    const json = ["history leaky", "errors leaky", "info leaky", "state leaky get", "logs", "schedules"];
    const commands = [
      ...["list", "next", "logs", "schedules leaky-often", "doctor", "history leaky", `cancel ${rows[0]?.id}`],
      ...json.map((words) => `${words} --json`),
    ];
    const printed = new Map<string, string>();
    for (const command of commands) {
      const { stdout, stderr } = await runCli(command.split(" "), variables());
      printed.set(command, stdout + stderr);
    }
    expect(leaks(printed)).toEqual([]);
  });

  it("are in nothing that the server's process printed on stdout and stderr", () => {
    expect(server.printed).toMatch(/"job":"leaky".*"status":"failed"/);
    expect(shownIn(server.printed)).toEqual([]);
  });
});
