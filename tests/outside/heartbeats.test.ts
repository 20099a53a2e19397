import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createAddressGuard } from "../../lib/alerts/channels/guarded-address.ts";
import { createPostOut } from "../../lib/alerts/channels/post-out.ts";
import { backgroundClock } from "../../lib/observe/machine.ts";
import { type Heartbeat, heartbeatCall } from "../../lib/outside/heartbeat-calls.ts";
import { SchedulerPulse } from "../../lib/outside/heartbeats.ts";
import { createOutside } from "../../lib/outside/outside.ts";
import { Watcher } from "../../lib/outside/watcher.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";
import { type HeardCall, startHeartbeatServer } from "../support/heartbeat-server.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const RUN = "0197a000-0000-7000-8000-00000000ffff";
const beat = (says: Heartbeat["says"], runId: string | null = RUN): Heartbeat => ({ says, runId, text: "a word" });
const PLANTED = "planted-secret-of-the-tests";

let server: Awaited<ReturnType<typeof startHeartbeatServer>>;
beforeAll(async () => {
  server = await startHeartbeatServer();
});
afterAll(() => server.close());
beforeEach(() => server.clear());

const post = createPostOut({ guard: createAddressGuard(["127.0.0.1"]), limitMs: 300 });
const times = { clock: backgroundClock, random: () => 0.5 };
const told = (calls: readonly HeardCall[]) => calls.map(({ path }) => path.replace(/\?.*/, ""));

describe("the shapes of watchers", () => {
  it.each([
    ["start", `https://hc-ping.com/uuid/start?rid=${RUN}`],
    ["success", `https://hc-ping.com/uuid?rid=${RUN}`],
    ["fail", `https://hc-ping.com/uuid/fail?rid=${RUN}`],
  ] as const)("Healthchecks: %s", (says, url) => {
    expect(heartbeatCall("https://hc-ping.com/uuid", beat(says))).toMatchObject({ url, body: "a word" });
  });

  it("Better Stack knows success and fail, and no start", () => {
    const address = "https://uptime.betterstack.com/api/v1/heartbeat/token";
    expect(heartbeatCall(address, beat("start"))).toBeNull();
    expect(heartbeatCall(address, beat("success"))).toMatchObject({ url: address, body: "a word" });
    expect(heartbeatCall(address, beat("fail"))?.url).toBe(`${address}/fail`);
  });

  it("Cronitor is told in the query, with the run as its series", () => {
    const address = "https://cronitor.link/p/key/backup";
    const url = (says: Heartbeat["says"], runId: string | null = RUN) => heartbeatCall(address, beat(says, runId))?.url;
    expect(url("start")).toBe(`${address}?state=run&message=a+word&series=${RUN}`);
    expect(url("success")).toContain("state=complete&");
    expect(url("fail")).toContain("state=fail&");
    expect(url("success", null)).toBe(`${address}?state=ok&message=a+word`);
  });
});

describe("a job's watcher", () => {
  let app: ApiApp;
  beforeAll(async () => {
    const named = (name: string, job: ReturnType<typeof scriptedJob>["job"]) => ({ ...job, name });
    app = await startApiApp(
      [
        named("good-job", scriptedJob([() => ({ ...ok, message: `used ${PLANTED}` })]).job),
        named("bad", scriptedJob([step.throws(new Error(`refused ${PLANTED}`))], { maxAttempts: 1 }).job),
        named("unwatched", scriptedJob([step.ok()]).job),
      ],
      {
        variables: {
          ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
          HEARTBEAT_URL_GOOD_JOB: `${server.url}/good`,
          HEARTBEAT_URL_BAD: `${server.url}/bad`,
          SOME_API_KEY: PLANTED,
        },
      },
    );
  });
  afterAll(() => app.close());

  it("hears of each run's start and how it went, paired by the run, without secrets", async () => {
    const { execution } = await (await app.cron("/api/cron/good-job")).json();
    await app.cron("/api/cron/bad");
    await app.cron("/api/cron/unwatched");
    await app.runtime.outside.flush();
    expect(told(server.calls).sort()).toEqual(["/bad/fail", "/bad/start", "/good", "/good/start"]);
    const good = server.calls.filter(({ path }) => path.startsWith("/good"));
    expect(good.map(({ path }) => path)).toEqual([`/good/start?rid=${execution.id}`, `/good?rid=${execution.id}`]);
    expect(good[1]?.body).toMatch(/^good-job: completed after [\d.]+ s, attempt 1 \(http\)/);
    expect(server.calls.find(({ path }) => path.startsWith("/bad/fail"))?.body).toMatch(/bad: failed .*\nrefused/s);
    expect(JSON.stringify(server.calls)).not.toContain(PLANTED);
  });

  it("that hangs slows no run and changes no outcome", async () => {
    server.behave("hang");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => app.cron("/api/cron/good-job").then((a) => a.json())),
    );
    expect(answers.filter(({ success }) => success).length).toBeGreaterThan(0);
    for (const { execution } of answers.filter(({ success }) => success))
      expect(execution.duration).toBeLessThan(5_000);
    server.behave("answer");
  });
});

describe("a watcher that is away or wrong", () => {
  const failures: string[] = [];
  const watcherAt = (path: string) =>
    new Watcher({
      ...times,
      post,
      address: `${server.url}${path}`,
      onFailure: (error) => failures.push(String(error)),
    });
  beforeEach(() => failures.splice(0));
  afterEach(() => server.behave("answer"));

  it("is told of once, keeps what it was to hear, and hears it in order when it is back", async () => {
    const watcher = watcherAt("/a");
    server.behave("fail");
    watcher.tell(beat("start"));
    watcher.tell(beat("success"));
    for (const _try of [1, 2, 3]) await watcher.flush();
    server.behave("answer");
    server.clear();
    await watcher.flush();
    await watcher.close();
    expect(told(server.calls)).toEqual(["/a/start", "/a"]);
    expect(failures).toEqual(["Error: it answered 503"]);
  });

  it.each([
    ["redirect", /redirects are not followed/],
    ["missing", /the check is not there/],
  ] as const)("that answers %s is not told the same again", async (behaviour, sentence) => {
    const watcher = watcherAt("/a");
    server.behave(behaviour);
    watcher.tell(beat("success"));
    await watcher.flush();
    await watcher.flush();
    await watcher.close();
    expect(server.calls).toHaveLength(1);
    expect(failures).toEqual([expect.stringMatching(sentence)]);
  });

  it("on a private address is not spoken to", async () => {
    const strict = createPostOut({ guard: createAddressGuard([]) });
    const watcher = new Watcher({
      ...times,
      post: strict,
      address: `${server.url}/x`,
      onFailure: (error) => failures.push(String(error)),
    });
    watcher.tell(beat("success"));
    await watcher.flush();
    await watcher.close();
    expect(server.calls).toEqual([]);
    expect(failures).toEqual([expect.stringMatching(/127\.0\.0\.1 is a private address/)]);
  });
});

describe("the scheduler's watcher", () => {
  let domain: DomainDb;
  beforeAll(async () => {
    domain = await openDomainDb();
  });
  afterAll(() => domain.close());

  it("hears once a minute, whoever dispatches, and that the scheduler stands", async () => {
    const said: Heartbeat[] = [];
    const watcher = { tell: (one: Heartbeat) => said.push(one) } as unknown as Watcher;
    const pulse = (at: Date | null) =>
      new SchedulerPulse({ ...times, db: domain.db, watcher, lastDispatchAt: () => at });
    const minutePasses = () =>
      domain.db.$executeRaw`update cron_outside_state set pinged_at = pinged_at - interval '1 minute'`;
    await pulse(null).beat();
    expect(said).toEqual([]);
    await Promise.all([1, 2, 3].map(() => pulse(new Date()).beat()));
    expect(said.map(({ says }) => says)).toEqual(["success"]);
    await minutePasses();
    await pulse(new Date(Date.now() - 120_000)).beat();
    expect(said.map(({ says }) => says)).toEqual(["success", "fail"]);
    expect(said[1]?.text).toMatch(/^Nothing was dispatched since/);
  });
});

describe("with nothing configured", () => {
  it("nobody listens to runs, and nothing is told", async () => {
    const subscribe = vi.fn();
    const env = {
      metricsToken: null,
      heartbeats: { scheduler: null, jobs: new Map() },
      monitoring: null,
      allowedPrivateHosts: [],
    };
    const outbox = { wake: vi.fn(), carryDue: vi.fn() };
    const parts = {
      env,
      db: {},
      events: { subscribe },
      logger: {},
      engine: { live: { lastDispatchAt: null } },
      outbox,
    };
    const outside = createOutside(parts as unknown as Parameters<typeof createOutside>[0]);
    outside.start(true);
    await Promise.all([outside.dispatched(), outside.flush(), outside.close()]);
    expect(subscribe).not.toHaveBeenCalled();
    expect([outbox.wake, outbox.carryDue].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
