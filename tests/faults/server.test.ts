import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ensureBuiltOnce } from "../support/built-application.ts";
import { DatabaseProxy } from "../support/database-proxy.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";
import { SERVER_SECRET, type ServerProcess, startServer } from "../support/server-process.ts";

vi.setConfig({ testTimeout: 120_000 });

const PHOTOS = 60;
const SHORT = { LEASE_SECONDS: "3", HEARTBEAT_SECONDS: "1", SWEEP_SECONDS: "1" };
const AUTHORIZED = { authorization: `Bearer ${SERVER_SECRET}` };

let bench: FaultBench;
let album: string;
let bucket: string;
let servers: ServerProcess[];

beforeAll(() => ensureBuiltOnce(), 300_000);

beforeEach(async () => {
  bench = await FaultBench.open();
  bucket = await mkdtemp(join(tmpdir(), "belfry-faults-bucket-"));
  album = join(bucket, "album");
  await mkdir(album);
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.dispose()));
  await bench.close();
  await rm(bucket, { recursive: true });
});

async function serve(variables: Record<string, string> = SHORT): Promise<ServerProcess> {
  const server = await startServer({ DATABASE_URL: bench.databaseUrl, BUCKET_URL: `file:${bucket}`, ...variables });
  servers.push(server);
  await server.printed(/Belfry answers on/);
  return server;
}

/** Photos that take about a tenth of a second each. */
async function putPhotos(count = PHOTOS): Promise<void> {
  const noise = { type: "gaussian", mean: 100, sigma: 30 } as const;
  const image = sharp({ create: { width: 900, height: 600, channels: 3, background: "gray", noise } });
  const photo = await image.jpeg({ quality: 98 }).toBuffer();
  await Promise.all(Array.from({ length: count }, (_, n) => writeFile(join(album, `${n}.jpg`), photo)));
}

const converted = async () => (await readdir(album)).filter((name) => name.endsWith(".webp"));

async function waitForConverted(count: number): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  while ((await converted()).length < count) await sleep(20, undefined, { signal });
}

/** What tells a file that was written again from one that was left alone. */
async function versionsOf(names: readonly string[]): Promise<Record<string, string>> {
  const stats = await Promise.all(names.map((name) => stat(join(album, name), { bigint: true })));
  return Object.fromEntries(stats.map(({ ino, mtimeNs }, n) => [names[n] ?? "", `${ino} ${mtimeNs}`]));
}

const convert = (server: ServerProcess, query = "") =>
  fetch(`${server.url}/api/cron/convert-images${query}`, { headers: AUTHORIZED });

async function shownRun(server: ServerProcess, runId: string) {
  const answer = await fetch(`${server.url}/api/cron/runs/${runId}`, { headers: AUTHORIZED });
  return JSON.stringify(await answer.json());
}

/** Everything is there once, whole, and as it was written the first time. */
async function expectAllConvertedOnce(before: Record<string, string>): Promise<void> {
  const names = await converted();
  expect(names).toHaveLength(PHOTOS);
  for (const name of names) await expect(sharp(join(album, name)).stats()).resolves.toBeDefined();
  expect(await versionsOf(Object.keys(before))).toEqual(before);
  expect((await readdir(album)).filter((name) => !/^\d+\.(jpg|webp)$/.test(name))).toEqual([]);
  const { rows } = await bench.pool.query(`select status, count(*)::int from image_conversion group by status`);
  expect(rows).toEqual([{ status: "converted", count: PHOTOS }]);
}

test("a server killed in the middle of a conversion: another one shows attempt 1 abandoned, attempt 2 at work, and ends it", async () => {
  await putPhotos();
  const [killed, other] = [await serve(), await serve()];
  void convert(killed, "?batchSize=5").catch(() => undefined);
  await waitForConverted(8);
  const { id } = await bench.onlyRow();
  killed.child.kill("SIGKILL");
  await killed.ended;
  const before = await versionsOf(await converted());
  expect(Object.keys(before).length).toBeLessThan(PHOTOS);

  await bench.waitForRow(id, ({ status, attempts }) => status === "started" && attempts === 2);
  expect(await shownRun(other, id)).toMatch(/"abandoned"/);
  expect(await bench.waitForRow(id, isOver)).toMatchObject({ status: "completed", attempts: 2 });
  await expectAllConvertedOnce(before);
});

test("with the default lease and no other process, the run goes on within 30 s of the restart", async () => {
  await putPhotos();
  const killed = await serve({});
  void convert(killed, "?batchSize=5").catch(() => undefined);
  await waitForConverted(8);
  const { id } = await bench.onlyRow();
  killed.child.kill("SIGKILL");
  await killed.ended;
  const before = await versionsOf(await converted());

  await serve({});
  await bench.waitForRow(id, ({ attempts }) => attempts === 2, 30_000);
  const row = await bench.waitForRow(id, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 2 });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "abandoned" }]);
  await expectAllConvertedOnce(before);
});

test("a server told to stop hands its conversion to another one with the attempt unspent, and tells its caller", async () => {
  await putPhotos();
  const [stopped] = [await serve(), await serve()];
  const call = convert(stopped, "?batchSize=5");
  await waitForConverted(8);
  stopped.child.kill("SIGTERM");
  const answer = await call;
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  const { id } = await bench.onlyRow();
  expect(await answer.json()).toMatchObject({ success: false, execution: { id } });
  expect(await stopped.ended).toBe(0);
  const before = await versionsOf(await converted());
  expect(await bench.waitForRow(id, isOver)).toMatchObject({ status: "completed", attempts: 1, interruptions: 1 });
  await expectAllConvertedOnce(before);
});

test("a rejection that a handler left behind ends neither the server nor the runs beside it", async () => {
  await putPhotos();
  const leak = `data:text/javascript,process.on("SIGUSR2", () => void Promise.reject(new Error("left behind")))`;
  const server = await serve({ ...SHORT, NODE_OPTIONS: `--import=${encodeURI(leak)}` });
  const call = convert(server);
  await waitForConverted(8);
  server.child.kill("SIGUSR2");
  await server.printed(/left behind/);
  expect((await call).status).toBe(200);
  expect(await bench.onlyRow()).toMatchObject({ status: "completed", attempts: 1 });
});

test("calls that hang on rows that somebody locked do not keep the run beside them from renewing its lease", async () => {
  await putPhotos(150);
  const server = await serve();
  const call = convert(server);
  await waitForConverted(4);
  const client = await bench.pool.connect();
  const locked = ["health-check", "update-rankings", "clean-data"];
  await client.query(
    `insert into cron_job_logs (id, job_name, lock_key, status, trigger, lane, lanes, fence, attempts, max_attempts, started_at,
       attempt_started_at, heartbeat_at, lease_expires_at, worker, params)
     select gen_random_uuid(), job, job, 'started', 'cli', 1, 1, nextval('cron_fence_seq'), 1, 1, now(), now(), now(),
       now() + interval '1 hour', 'somebody', '{}' from unnest($1::text[]) job`,
    [locked],
  );
  await client.query("begin");
  await client.query("select 1 from cron_job_logs where job_name = any($1) for update", [locked]);
  const hanging = locked.map((job) => fetch(`${server.url}/api/cron/${job}`, { headers: AUTHORIZED }));
  const answer = await call;
  await client.query("rollback");
  client.release();
  expect(await answer.json()).toMatchObject({ success: true, execution: { attempts: 1 } });
  expect((await Promise.all(hanging)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("a server told to stop while the database does not answer ends in time, and the run goes on elsewhere", async () => {
  await putPhotos();
  const proxy = await DatabaseProxy.open(bench.databaseUrl);
  const stopped = await serve({ ...SHORT, DATABASE_URL: proxy.url });
  void convert(stopped, "?batchSize=5").catch(() => undefined);
  await waitForConverted(8);
  const { id } = await bench.onlyRow();
  proxy.hang();
  const toldAtMs = performance.now();
  stopped.child.kill("SIGTERM");
  expect(await stopped.ended).toBe(0);
  // The grace is 8 s; a statement that nobody answers is given up after 30.
  expect(performance.now() - toldAtMs).toBeLessThan(20_000);
  await serve();
  expect(await bench.waitForRow(id, isOver)).toMatchObject({ status: "completed", attempts: 2 });
  await proxy.close();
});
