import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAddressGuard } from "../../lib/alerts/channels/guarded-address.ts";
import { createPostOut } from "../../lib/alerts/channels/post-out.ts";
import type { HeldMessage } from "../../lib/alerts/outbox/message.ts";
import { backgroundClock } from "../../lib/observe/machine.ts";
import { createMonitoringSender, MonitoringFeed } from "../../lib/outside/monitoring.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { startHeartbeatServer } from "../support/heartbeat-server.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const PLANTED = "planted-secret-of-the-tests";

let app: ApiApp;
let server: Awaited<ReturnType<typeof startHeartbeatServer>>;
let feed: MonitoringFeed;
beforeAll(async () => {
  server = await startHeartbeatServer();
  const named = (name: string, job: ReturnType<typeof scriptedJob>["job"]) => ({ ...job, name });
  app = await startApiApp(
    [
      named("good", scriptedJob([() => ({ ...ok, processed: 3, skipped: 2, message: `by ${PLANTED}` })]).job),
      named("bad", scriptedJob([step.throws(new Error(`refused ${PLANTED}`))], { maxAttempts: 1 }).job),
    ],
    { variables: { SOME_API_KEY: PLANTED } },
  );
  feed = new MonitoringFeed({
    ...{ db: app.db, clock: backgroundClock, random: () => 0.5, onPut: () => undefined },
    onFailure: (error) => {
      throw error;
    },
  });
  await feed.look();
}, 60_000);
afterAll(async () => {
  await app.close();
  await server.close();
});
beforeEach(async () => {
  await feed.flush();
  await app.db.outboxMessage.deleteMany();
  await app.db.cronJobLog.deleteMany();
  server.clear();
});

const run = async (job: string) => (await (await app.cron(`/api/cron/${job}`)).json()).execution.id as string;
const messages = () => app.db.outboxMessage.findMany({ orderBy: { createdAt: "asc" } });

describe("what MONITORING_WEBHOOK_URL receives", () => {
  it("is one message for each run that ended, with its success, counts and duration, and no secret", async () => {
    const [good, bad] = [await run("good"), await run("bad")];
    await feed.flush();
    await feed.flush();
    const put = new Map((await messages()).map((message) => [message.id, message]));
    expect([...put.keys()].sort()).toEqual([good, bad].sort());
    expect(put.get(good)).toMatchObject({ kind: "monitoring", dedupeKey: `monitoring:${good}`, runId: good });
    expect(put.get(good)?.payload).toMatchObject({
      type: "cron.good",
      data: { success: true, status: "completed", processed: 3, failed: 0, skipped: 2, durationMs: expect.any(Number) },
    });
    expect(put.get(bad)?.payload).toMatchObject({
      type: "cron.bad",
      data: { success: false, status: "failed", processed: null, message: expect.stringMatching(/^refused/) },
    });
    expect(JSON.stringify([...put.values()].map(({ payload }) => payload))).not.toContain(PLANTED);
  });

  it("comes for runs of processes that died, and for one that began long before it ended", async () => {
    const id = await run("good");
    const back = (status: string) => app.db.$executeRaw`
      update cron_job_logs set started_at = now() - interval '3 hours', attempt_started_at = now() - interval '3 hours',
        status = ${status}, lane = case when ${status} = 'started' then 1 end::smallint,
        lease_expires_at = case when ${status} = 'started' then now() + interval '1 minute' end,
        completed_at = case when ${status} = 'started' then null else now() end where id = ${id}::uuid`;
    await back("started");
    await feed.flush();
    expect(await messages()).toEqual([]);
    await back("completed");
    await feed.flush();
    expect((await messages()).map((message) => message.id)).toEqual([id]);
  });

  it("is nothing of before it was switched on, and nothing of slots that never ran", async () => {
    await app.db.$executeRaw`
      insert into cron_job_logs (id, job_name, status, trigger, lock_key, started_at, completed_at, attempt_started_at, duration_ms)
      values (gen_random_uuid(), 'good', 'completed', 'http', 'a', now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour', 1)`;
    await app.db.$executeRaw`
      insert into cron_job_logs (id, job_name, status, reason, trigger, lock_key, attempts, started_at, completed_at)
      values (gen_random_uuid(), 'good', 'missed', 'no_delivery', 'schedule', 'b', 0, now(), now())`;
    await feed.flush();
    expect(await messages()).toEqual([]);
  });

  it("is all of a backlog, once each, however many processes look", async () => {
    await app.db.$executeRaw`
      insert into cron_job_logs (id, job_name, status, trigger, lock_key, started_at, completed_at, attempt_started_at, duration_ms)
      select gen_random_uuid(), 'good', 'completed', 'http', 'k' || i, now(), now(), now(), 1 from generate_series(1, 2500) i`;
    const another = new MonitoringFeed({
      ...{ db: app.db, clock: backgroundClock, random: () => 0.5, onPut: () => undefined, onFailure: () => undefined },
    });
    await Promise.all([feed.flush(), another.flush(), feed.flush()]);
    await feed.flush();
    expect(await app.db.outboxMessage.count()).toBe(2500);
  });

  it("is signed, as the reference library checks, and has the same id at each try", async () => {
    const post = createPostOut({ guard: createAddressGuard(["127.0.0.1"]) });
    const payload = { type: "cron.good", data: { success: true } };
    const message = { id: "0197a000-0000-7000-8000-00000000ffff", payload } as unknown as HeldMessage;
    const signal = new AbortController().signal;
    const send = createMonitoringSender({ url: `${server.url}/hook`, secret: SECRET, post });
    expect(await send(message, signal)).toMatchObject({ outcome: "delivered" });
    expect(await send({ ...message, attempt: 2 }, signal)).toMatchObject({ outcome: "delivered" });
    server.behave("fail");
    expect(await send(message, signal)).toMatchObject({ outcome: "retry" });
    server.behave("answer");
    const [first, second] = server.calls;
    expect(first?.headers["webhook-id"]).toBe(message.id);
    expect(second?.headers["webhook-id"]).toBe(message.id);
    expect(new Webhook(SECRET).verify(first?.body ?? "", first?.headers as Record<string, string>)).toEqual(payload);
  });
});
