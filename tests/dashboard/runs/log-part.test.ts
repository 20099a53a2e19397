import { afterAll, beforeAll, expect, test } from "vitest";
import { eachLogPart, readLogPart } from "../../../lib/dashboard/runs/run-log.ts";
import { readUsualDurations } from "../../../lib/dashboard/runs/run-stats.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns } from "../run-rows.ts";

const LINES = 1500;
let domain: DomainDb;
let runId: string;
let ids: string[];

beforeAll(async () => {
  domain = await openDomainDb();
  [runId = ""] = await insertRuns(domain.db, [{ status: "completed", startedAt: "2026-03-10T12:00:00Z" }]);
  const level = (index: number) => (index % 500 === 7 ? "error" : index % 100 === 7 ? "warn" : "info");
  await domain.db.cronJobLogLine.createMany({
    data: Array.from({ length: LINES }, (_, index) => {
      const fields = { item: `item-${index}` };
      return { runId, at: new Date(index), level: level(index), attempt: 1, message: `line ${index} of 100%`, fields };
    }),
  });
  const rows = await domain.db.cronJobLogLine.findMany({ where: { runId }, orderBy: { id: "asc" } });
  ids = rows.map(({ id }) => String(id));
});
afterAll(() => domain.close());

const part = (address: Record<string, string>) => readLogPart(domain.db, runId, address);
const messages = async (address: Record<string, string>) =>
  (await part(address)).log.lines.map(({ message }) => message.split(" of ")[0]);

test("the page shows the latest lines, and says that there are earlier ones", async () => {
  const { log, fromStart } = await part({});
  expect([log.lines.length, log.lines.at(-1)?.id, log.earlier, fromStart]).toEqual([200, ids.at(-1), true, false]);
});

test("a link to a line leads to it with lines before and after it, however long the log", async () => {
  const { log, line } = await part({ line: ids[700] ?? "" });
  const place = log.lines.findIndex(({ id }) => id === ids[700]);
  expect([line, place, log.more]).toEqual([ids[700], 99, true]);
});

test("a level chooses the lines that tell as much or more", async () => {
  expect(await messages({ level: "error" })).toEqual(["line 7", "line 507", "line 1007"]);
  expect(await messages({ level: "warn" })).toHaveLength(15);
});

test("text is looked for in messages and fields, in any case, and wildcards are text", async () => {
  expect(await messages({ q: "ITEM-1234" })).toEqual(["line 1234"]);
  expect(await messages({ q: "100%", level: "error" })).toHaveLength(3);
  expect(await messages({ q: "1_0%" })).toEqual([]);
});

test("nonsense in the address shows the latest lines", async () => {
  expect(await messages({ level: "loud", cursor: "x", line: "'; drop" })).toHaveLength(200);
});

test("the file holds every line that passes, in order", async () => {
  const all: string[] = [];
  for await (const lines of eachLogPart(domain.db, { runId })) all.push(...lines.map(({ id }) => id));
  expect(all).toEqual(ids);
});

test("usual durations are the p95 of each job's finished runs, and none for a job that never ran", async () => {
  const at = (index: number) => new Date(Date.UTC(2026, 2, 9, 12, index)).toISOString();
  await insertRuns(
    domain.db,
    Array.from({ length: 40 }, (_, index) => ({
      job: "by-hand",
      status: "completed" as const,
      startedAt: at(index),
      durationMs: (index + 1) * 100,
    })),
  );
  const usual = await readUsualDurations(domain.db, ["by-hand", "never"], new Date("2026-03-10T12:00:00Z"));
  expect([...usual]).toEqual([["by-hand", 3800]]);
});
