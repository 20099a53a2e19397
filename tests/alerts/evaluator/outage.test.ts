import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Incident, Signal } from "../../../lib/alerts/words/incident.ts";
import { AlertDatabase, failedSignal } from "../support/alert-database.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const JOBS = Array.from({ length: 32 }, (_, nth) => `job-${String(nth).padStart(2, "0")}`);
const SUBJECTS = JOBS.map((job) => `job:${job}`);
const CHANNELS = ["chat", "mail", "pager"];

let alerts: AlertDatabase;
beforeAll(async () => {
  alerts = await AlertDatabase.open();
});
beforeEach(async () => {
  await alerts.empty();
  for (const id of CHANNELS) await alerts.addChannel(id);
});
afterAll(() => alerts.opened.close());

const about = { rule: "component", subject: "component:database" } as const;
const away = (at: Date): Signal => ({
  ...about,
  at,
  says: "wrong",
  severity: "critical",
  jobName: null,
  category: null,
  facts: { since: NOW.toISOString() },
});
const back = (at: Date): Signal => ({ ...about, at, says: "right" });
const failing = (at: Date, jobs = JOBS) => jobs.map((job) => failedSignal(job, at, { severity: "critical" }));
const well = (at: Date): Signal[] => SUBJECTS.map((subject) => ({ rule: "failed", subject, at, says: "right" }));

async function turn(seconds: number, ...signals: Signal[]): Promise<void> {
  alerts.signals = signals;
  await alerts.turn(inSeconds(seconds));
}

/** Of each message: its channel, what it tells and of what, and who is named with it. */
async function told(): Promise<[string | null, string[], string[]][]> {
  return (await alerts.messages()).map(({ channelId, payload }) => {
    if (payload.tells !== "incidents") return [channelId, [payload.tells], []];
    const { incidents } = payload;
    const affected = incidents.flatMap((incident) => incident.affected);
    return [channelId, incidents.map(({ notice, subject }) => `${notice} ${subject}`), affected];
  });
}

describe("ten minutes without the database, under 32 jobs", () => {
  const both = [
    ...CHANNELS.map((channel) => [channel, ["opened component:database"], SUBJECTS]),
    ...CHANNELS.map((channel) => [channel, ["resolved component:database"], SUBJECTS]),
  ];

  test("are one message and one resolution for each channel, which name the 32", async () => {
    for (let seconds = 0; seconds < 600; seconds += 60) await turn(seconds, away(inSeconds(seconds)), ...failing(NOW));
    await turn(600, back(inSeconds(600)), ...failing(NOW));
    for (let seconds = 660; seconds < 1_200; seconds += 60) await turn(seconds, ...well(inSeconds(seconds)));
    await turn(90_000);
    expect(await told()).toEqual(both);
  });

  test("also when the jobs have not run again for a day", async () => {
    await turn(0, away(NOW), ...failing(NOW));
    await turn(600, back(inSeconds(600)), ...failing(NOW));
    await turn(86_400, ...failing(NOW));
    await turn(86_460, ...well(inSeconds(86_460)));
    expect(await told()).toEqual(both);
  });

  test("are named to the end, also when the jobs run again before the check does", async () => {
    await turn(0, away(NOW), ...failing(NOW));
    await turn(570, away(NOW), ...well(inSeconds(570)));
    await turn(600, back(inSeconds(600)));
    expect(await told()).toEqual(both);
  });

  test("that were seen some turns after the first failures name these all the same", async () => {
    await turn(0, ...failing(NOW, JOBS.slice(0, 1)));
    for (const seconds of [5, 25]) await turn(seconds, away(inSeconds(seconds)), ...failing(NOW));
    await turn(600, back(inSeconds(600)), ...failing(NOW));
    const ends = (await told()).filter(([, notices]) => notices.includes("resolved component:database"));
    expect(ends).toEqual(CHANNELS.map((channel) => [channel, ["resolved component:database"], SUBJECTS]));
  });

  test("a job that fails again after them is told by itself, and no other", async () => {
    await turn(0, away(NOW), ...failing(NOW));
    await turn(600, back(inSeconds(600)), ...failing(NOW));
    await turn(900, ...failing(inSeconds(890), ["job-07"]), ...failing(NOW, JOBS.slice(8)));
    expect((await told()).slice(6)).toEqual(CHANNELS.map((channel) => [channel, ["opened job:job-07"], []]));
    const { incidents } = await alerts.written();
    const following = incidents.filter(
      (incident) => incident.cause === ("component:database" satisfies Incident["subject"]),
    );
    expect(following.filter(({ subject }) => subject !== "component:database")).toHaveLength(31);
  });
});
