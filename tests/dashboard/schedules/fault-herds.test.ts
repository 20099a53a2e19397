import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, firstSlot } from "../../../lib/cron/schedules/settings.ts";
import { readNextRunByJob } from "../../../lib/dashboard/schedules/coming-schedules.ts";
import { readMeetings } from "../../../lib/dashboard/schedules/schedule-herds.ts";
import { previewSchedule } from "../../../lib/dashboard/schedules/schedule-lint.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { checkHerds } from "../../../scripts/cron/doctor/check-herds.ts";
import { readUpcoming } from "../../../scripts/cron/upcoming.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { listedJobs } from "../run-rows.ts";

/** Of New York's change forward: 2:00 EST (07:00 UTC) becomes 3:00 EDT. */
const CHANGE = new Date("2026-03-08T00:34:00Z");
const NOW = new Date("2026-03-10T12:34:00Z");
const PLAN = { name: "pro", minIntervalSeconds: 60 };

let domain: DomainDb;
let deps: DashboardDeps;
let now = NOW;

beforeAll(async () => {
  domain = await openDomainDb();
});
beforeEach(async () => {
  await domain.db.$executeRaw`truncate cron_schedules, cron_schedule_skips, cron_job_config, cron_job_logs cascade`;
  await domain.db.$executeRaw`update cron_scheduler_state set paused_at = null, paused_until = null`;
  const byHand = listedJobs.filter(({ name }) => name === "by-hand");
  now = NOW;
  deps = { db: domain.db, jobs: byHand, clock: { now: () => now } };
});
afterAll(() => domain.close());

const EVERY_MINUTE = { kind: "cron", expression: "* * * * *" };
const EVERY_TEN_SECONDS = { kind: "interval", everySeconds: 10 };

async function place(id: string, timing: object, more: object = {}): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS, ...timing };
  const anchorAt = new Date(now.getTime() - 34 * 60_000);
  const nextSlot = firstSlot(settings, { anchorAt, now });
  const own = {
    id,
    name: id,
    jobName: "by-hand",
    origin: "person",
    params: {},
    anchorAt,
    nextSlot,
    nextRunAt: nextSlot,
  };
  await domain.db.cronSchedule.create({ data: { ...own, kind: settings.kind, ...timing, ...more } });
}

const daily = (time: string, timezone = "UTC") => {
  const [hour, minute] = time.split(":").map(Number);
  return { kind: "cron", expression: `${minute} ${hour} * * *`, timezone };
};

/** What board, doctor, CLI and editor each say of one minute: how many schedules start in it. */
async function toldOf(time: string): Promise<Record<string, number>> {
  const at = new Date(time);
  const meetings = await readMeetings(deps, new Map());
  const board = meetings.herds.filter((herd) => herd.at <= at && herd.members.length > 0);
  const [finding] = checkHerds(meetings);
  const runs = await readUpcoming({ deps }, 24);
  const [hour, minute] = [at.getUTCHours(), at.getUTCMinutes()];
  const asked = { expression: `${minute} ${hour} * * *`, timezone: "UTC" };
  const from = new Date(at.getTime() - 1000);
  const { lint } = await previewSchedule(deps, asked, { from, count: 1, exceptId: null, plan: PLAN });
  return {
    board: Math.max(0, ...board.map(({ members }) => members.length)),
    doctor: Number(/^(\d+) schedules/.exec(finding?.evidence ?? "")?.[1] ?? 0),
    next: Math.max(
      0,
      ...runs.filter((run) => Math.floor(+run.at / 60_000) === Math.floor(+at / 60_000)).map((run) => run.herd),
    ),
    editor: lint.filter(({ code }) => code === "collision").length,
  };
}

const all = (count: number) => ({ board: count, doctor: count, next: count, editor: count });

describe("fault D2: board, doctor, editor and CLI count the schedules of a minute alike", () => {
  test("seven that start all day long are seven for each of them", async () => {
    for (const id of ["a", "b", "c", "d", "e", "f", "g"]) await place(id, { kind: "cron", expression: "*/5 * * * *" });
    expect(await toldOf("2026-03-10T18:00:00Z")).toEqual(all(7));
  });

  test("every minute, every 10 seconds and once a day meet, and only the daily one is told to move", async () => {
    await place("minutes", EVERY_MINUTE);
    await place("seconds", EVERY_TEN_SECONDS);
    await place("daily", daily("18:00"));
    expect(await toldOf("2026-03-10T18:00:00Z")).toEqual(all(3));
    const { herds } = await readMeetings(deps, new Map());
    expect(herds.map(({ members, times }) => [members.length, times])).toEqual([[3, 1]]);
    expect(herds[0]?.moves).toEqual([{ scheduleId: "daily", at: new Date("2026-03-10T18:07:00Z") }]);
  });

  test("three that are in every minute are one herd, with what to do other than to move", async () => {
    for (const id of ["a", "b"]) await place(id, EVERY_MINUTE);
    await place("c", EVERY_TEN_SECONDS);
    const meetings = await readMeetings(deps, new Map());
    expect(meetings.herds).toMatchObject([{ times: 1440, moves: [] }]);
    expect(checkHerds(meetings)).toMatchObject([{ fix: expect.stringContaining("less often") }]);
  });

  test("on the day of a change a zone's schedules meet where its clocks say, in the skipped hour at its end", async () => {
    now = CHANGE;
    await place("skipped", daily("2:30", "America/New_York"));
    await place("minutes", { ...EVERY_MINUTE, timezone: "America/New_York" });
    await place("three", daily("3:00", "America/New_York"));
    expect(await toldOf("2026-03-08T07:00:00Z")).toEqual(all(3));
  });

  test("what is paused, parked, disabled, taken out, or of a removed job does not count", async () => {
    await place("stays", EVERY_MINUTE);
    await place("also", daily("18:00"));
    await place("paused", EVERY_MINUTE, { pausedAt: now });
    await place("until-seven", daily("18:00"), { pausedAt: now, pausedUntil: new Date("2026-03-10T19:00:00Z") });
    await place("parked", EVERY_MINUTE, { parkedAt: now, parkedReason: "no such zone" });
    await place("off", EVERY_MINUTE, { enabled: false });
    await place("gone", EVERY_MINUTE, { jobName: "left-the-code" });
    await place("skips", daily("18:00"));
    await domain.db.cronScheduleSkip.create({
      data: { scheduleId: "skips", slot: new Date("2026-03-10T18:00:00Z"), actor: "me" },
    });
    expect(await toldOf("2026-03-10T18:00:00Z")).toEqual({ board: 0, doctor: 0, next: 2, editor: 2 });
    const [job] = deps.jobs;
    const next = job && (await readNextRunByJob(deps, [job])).get("by-hand");
    expect(next).toEqual(new Date("2026-03-10T12:35:00Z"));
  });

  test("a pause counts only until it ends", async () => {
    const pausedUntil = new Date("2026-03-10T18:00:00Z");
    for (const id of ["a", "b", "c"]) await place(id, EVERY_MINUTE, { pausedAt: now, pausedUntil });
    const { herds } = await readMeetings(deps, new Map());
    expect(herds).toMatchObject([{ at: pausedUntil, times: 18 * 60 + 35 }]);
  });

  test("a job that takes longer than its own interval meets itself, however often it starts", async () => {
    await place("seconds", EVERY_TEN_SECONDS);
    const { overlaps } = await readMeetings(deps, new Map([["by-hand", 15_000]]));
    expect(overlaps).toMatchObject([{ jobName: "by-hand", first: { scheduleId: "seconds" } }]);
  });

  test("how many schedules the answer rests on is known where there are more", async () => {
    for (let index = 0; index <= 200; index += 1) await place(`s${index}`, daily("18:00"));
    expect(await readMeetings(deps, new Map())).toMatchObject({ lookedAt: 200, hasMore: true });
  });
});
