import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunDetail, readRun } from "../../../lib/dashboard/runs/runs.ts";
import { backfillCommandOf, slotWords } from "../../../lib/dashboard/runs/slot-words.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs, type RunRow } from "../run-rows.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());

async function runOf(row: RunRow): Promise<RunDetail> {
  const [id = ""] = await insertRuns(domain.db, [row]);
  const run = await readRun({ db: domain.db, jobs: listedJobs, clock: { now: () => new Date() } }, id);
  if (!run) throw new Error("the run that was just written is not found");
  return run;
}

let made = 0;
const slotOf = (at: string, more: RunRow["more"] = {}) => {
  made += 1;
  return { scheduleId: `schedule-${made}`, scheduledFor: new Date(at), ...more };
};

const SLOT = "2026-11-27T10:00:00Z";

describe("fault D5: a run tells its slot", () => {
  it.each<[string, RunRow, string | null]>([
    [
      "beside its start",
      { status: "completed", startedAt: "2026-11-27T10:00:03Z", more: slotOf(SLOT) },
      "slot 10:00, started 10:00:03",
    ],
    [
      "with the dates where these differ",
      { status: "completed", startedAt: "2026-11-28T00:00:03Z", trigger: "backfill", more: slotOf(SLOT) },
      "slot 2026-11-27 10:00, started 2026-11-28 00:00:03",
    ],
    [
      "without a start while it waits",
      { status: "queued", startedAt: SLOT, more: slotOf(SLOT, { attempts: 0 }) },
      "slot 10:00",
    ],
    ["without a start when it was missed", { status: "missed", startedAt: SLOT, more: slotOf(SLOT) }, "slot 10:00"],
    [
      "as all of them where several were missed",
      {
        status: "missed",
        startedAt: SLOT,
        more: slotOf(SLOT, { slotUntil: new Date("2026-11-27T12:00:00Z"), slotCount: 3 }),
      },
      "3 slots 10:00 to 12:00",
    ],
    ["where it has one", { status: "completed", startedAt: SLOT }, ""],
  ])("%s", async (_, row, told) => {
    expect(slotWords(ENGLISH, await runOf(row), "UTC").join(", ")).toBe(told);
  });

  it("by the clocks of the chosen zone, in both languages", async () => {
    const run = await runOf({
      status: "completed",
      startedAt: "2026-11-27T15:00:03Z",
      more: slotOf("2026-11-27T14:59:00Z"),
    });
    expect(slotWords(ENGLISH, run, "UTC")).toEqual(["slot 14:59", "started 15:00:03"]);
    expect(slotWords(ENGLISH, run, "Asia/Seoul")).toEqual(["slot 2026-11-27 23:59", "started 2026-11-28 00:00:03"]);
    expect(slotWords(wordsIn("ko"), run, "UTC")).toEqual(["예정 14:59", "시작 15:00:03"]);
  });

  it("and what never ran, the command that runs its slots", async () => {
    const more = { scheduleId: "job:hourly-report", scheduledFor: new Date(SLOT) };
    const own = await runOf({ status: "missed", startedAt: SLOT, more });
    expect(backfillCommandOf(own, {})).toBe(
      "npm run cron -- backfill hourly-report --from 2026-11-27T10:00Z --to 2026-11-27T10:00Z",
    );
    const range = { slotUntil: new Date("2026-11-27T12:00:10Z"), slotCount: 3 };
    const another = await runOf({ status: "missed", startedAt: SLOT, more: slotOf(SLOT, range) });
    expect(backfillCommandOf(another, {})).toBe(
      `npm run cron -- backfill hourly-report --from 2026-11-27T10:00Z --to 2026-11-27T12:00:10Z --schedule ${another.scheduleId}`,
    );
    const ran = await runOf({ status: "completed", startedAt: SLOT, more: slotOf(SLOT) });
    expect([
      backfillCommandOf(own, { backfill: false }),
      backfillCommandOf(own, null),
      backfillCommandOf(ran, {}),
    ]).toEqual([null, null, null]);
  });
});
