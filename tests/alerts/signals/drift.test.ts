import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { driftSignals } from "../../../lib/alerts/signals/drift.ts";
import type { Prisma } from "../../../lib/db.ts";
import { platformCrons } from "../../../lib/platform/platform-crons.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

const often = { kind: "cron", expression: "*/10 * * * *", timezone: "UTC" } as const;
const daily = { kind: "cron", expression: "0 2 * * *", timezone: "UTC" } as const;
const jobOf = (name: string, schedule: typeof often | typeof daily) =>
  scriptedJob([step.returns(ok)], { name, schedule }).job;
const jobs = [jobOf("often", often), jobOf("daily", daily)];
const settings = platformSettings.parse({ plan: "pro" });
const { crons } = platformCrons({ jobs, settings, now: TURN_AT });

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate cron_calls, job_releases`;
  await domain.db.jobRelease.create({ data: { at: before(48 * 60 * MINUTE_MS), release: "r2", jobs: {} } });
});

async function called(path: string, minutesAgo: number, row: Partial<Prisma.CronCallCreateInput> = {}): Promise<void> {
  const platform = { method: "GET", status: 200, agent: "vercel-cron/1.0", address: "192.0.2.1", durationMs: 5 };
  await domain.db.cronCall.create({
    data: { ...platform, path, release: "r2", at: before(minutesAgo * MINUTE_MS), ...row },
  });
}

/** Everything that the release asks for was called when it should be. */
async function allCalled(): Promise<void> {
  await called("/api/cron/tick", 1);
  await called("/api/cron/often", 10);
  await called("/api/cron/daily", 600);
}

const told = ({ installation = {}, ...changes }: Parameters<typeof turnOn>[1] = {}) => {
  const platform = { settings, vercelJson: { crons } };
  return driftSignals(
    turnOn(domain.db, {
      jobs,
      installation: { onPlatform: true, release: "r2", platform, ...installation },
      ...changes,
    }),
  );
};
const open = [openIncident("drift", "platform")];
const over = { rule: "drift", subject: "platform", at: TURN_AT, says: "right" };

test("calls for all that the release asks for are agreement, and end what is open", async () => {
  await allCalled();
  expect(await told()).toEqual([]);
  expect(await told({ unresolved: open })).toEqual([over]);
});

test("a call for what the release does not have is told with its path", async () => {
  await allCalled();
  await called("/api/cron/gone", 3, { status: 404, reason: "unknown_job" });
  expect(await told()).toEqual([
    {
      ...{ rule: "drift", subject: "platform", at: before(3 * MINUTE_MS), jobName: null, category: null },
      ...{ says: "wrong", severity: "warning" },
      facts: { code: "calls_unknown", names: { unknown: ["/api/cron/gone"], uncalled: [] } },
    },
  ]);
});

test.each<[string, Partial<Prisma.CronCallCreateInput>]>([
  ["of the release before", { release: "r1" }],
  ["of somebody else", { agent: "curl/8" }],
  ["that was refused", { status: 401 }],
  ["that somebody set in the platform's settings", { path: "/api/cron/execute/daily" }],
  ["of a schedule that has not come since", { schedule: "*/2 * * * *" }],
  ["of yesterday", { at: before(25 * 60 * MINUTE_MS) }],
])("a call %s is no difference", async (_which, row) => {
  await allCalled();
  await called("/api/cron/gone", 30, row);
  expect(await told()).toEqual([]);
});

test("a schedule of another release that goes on is one", async () => {
  await allCalled();
  await called("/api/cron/often", 2, { schedule: "*/2 * * * *" });
  expect(await told()).toMatchObject([{ facts: { names: { unknown: ["/api/cron/often"] } } }]);
});

test("what was not called twice in a row, or once where it comes once a day, is told", async () => {
  await called("/api/cron/tick", 1);
  await called("/api/cron/often", 31);
  await called("/api/cron/daily", 601);
  expect(await told()).toMatchObject([
    { facts: { code: "not_called", names: { unknown: [], uncalled: ["/api/cron/daily", "/api/cron/often"] } } },
  ]);
});

test("what was due before the release came is not missed", async () => {
  await domain.db.jobRelease.create({ data: { at: before(15 * MINUTE_MS), release: "r2", jobs: {} } });
  await called("/api/cron/tick", 1);
  expect(await told()).toEqual([]);
});

test("files that differ from the registry are told without a call", async () => {
  await called("/api/cron/tick", 1);
  await called("/api/cron/often", 10);
  const files = crons.map((cron) => (cron.path === "/api/cron/daily" ? { ...cron, path: "/api/cron/old" } : cron));
  const platform = { settings, vercelJson: { crons: files } };
  await called("/api/cron/old", 600);
  expect(await told({ installation: { platform } })).toMatchObject([
    { facts: { names: { unknown: ["/api/cron/old"], uncalled: ["/api/cron/daily"] } } },
  ]);
});

test("off the platform nobody has to call, and a rule that is switched off ends its incident", async () => {
  await called("/api/cron/gone", 3);
  expect(await told({ installation: { onPlatform: false } })).toEqual([]);
  expect(await told({ overrides: switchedOff("drift"), unresolved: open })).toEqual([over]);
});
