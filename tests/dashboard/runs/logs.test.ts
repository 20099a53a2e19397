import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logsQuery, readLogsQuery } from "../../../lib/dashboard/runs/log-filter.ts";
import { listLogs } from "../../../lib/dashboard/runs/logs.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { issuesWords } from "../../../lib/dashboard/words/issue-words.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");

let domain: DomainDb;
let deps: DashboardDeps;
let failedId: string;

const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  await insertRuns(
    domain.db,
    Array.from({ length: 120 }, (_, index) => ({ status: "completed", startedAt: minutesAgo(10 * index) }) as const),
  );
  [failedId = ""] = await insertRuns(domain.db, [
    { job: "by-hand", status: "failed", startedAt: minutesAgo(5), error: "401 from Meta", trigger: "dashboard" },
    { job: "by-hand", status: "timed_out", startedAt: minutesAgo(6) },
    { job: "by-hand", status: "abandoned", startedAt: minutesAgo(7) },
    { job: "by-hand", status: "started", startedAt: minutesAgo(1) },
    { job: "by-hand", status: "missed", startedAt: minutesAgo(8) },
    { job: "gone-from-code", status: "failed", startedAt: minutesAgo(60 * 24 * 40), error: "401 from Meta" },
  ]);
});

afterAll(() => domain.close());

const list = (query: object = {}) => listLogs(deps, logsQuery.parse(query));
const total = async (query: object) => (await list(query)).pagination.total;

describe("paging", () => {
  test("all pages together hold every run once, newest first, and the total says how many", async () => {
    const { pagination } = await list({ limit: "50" });
    expect(pagination).toMatchObject({ total: 126, totalIsExact: true, page: 1, limit: 50, pages: 3 });
    const pages = await Promise.all([1, 2, 3].map((page) => list({ limit: "50", page: String(page) })));
    const runs = pages.flatMap(({ logs }) => logs);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(126);
    expect(runs).toEqual(runs.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime()));
  });

  test("fault D4: an empty list has no pages", async () => {
    expect((await list({ job_name: "off-at-first" })).pagination).toMatchObject({ total: 0, page: 1, pages: 0 });
  });

  test("the cursor leads through the same runs to the end", async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ limit: "40", ...(cursor ? { cursor } : {}) });
      seen.push(...page.logs.map(({ id }) => id));
      cursor = page.pagination.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(126);
    expect(seen).toHaveLength(126);
  });

  test("a cursor that was made up is refused with a sentence", async () => {
    await expect(list({ cursor: "1; drop table" })).rejects.toThrow(/Expected the nextCursor/);
  });

  test.each([{ page: "abc" }, { page: "0" }, { page: "201" }, { limit: "201" }, { status: "nice" }, { from: "soon" }])(
    "%j is refused, not read as NaN",
    (query) => {
      expect(logsQuery.safeParse(query).success).toBe(false);
    },
  );

  test("an edited address keeps what can be read and names the rest", () => {
    const { kept, problems } = readLogsQuery({ page: "abc", status: "failed", colour: "red" });
    expect(kept).toEqual({ status: "failed" });
    expect(issuesWords(ENGLISH, problems)).toBe("page: expected a number; there is no colour");
    expect(issuesWords(wordsIn("ko"), problems)).toBe("page: 숫자여야 합니다; colour: 없는 항목입니다");
  });

  test("empty fields of a form count as absent", async () => {
    expect(await total({ job_name: "", status: "", q: "", from: "" })).toBe(126);
  });
});

describe("filters", () => {
  test("the API's words, synonyms and exact states choose runs, and the total is that of the list", async () => {
    for (const [status, states] of [
      ["failed", ["failed", "timed_out", "abandoned"]],
      ["error", ["failed", "timed_out", "abandoned"]],
      ["timed_out", ["timed_out"]],
      ["started", ["started"]],
      ["skipped", ["missed"]],
    ] as const) {
      const page = await list({ status, job_name: "by-hand" });
      expect(page.logs.map(({ state }) => state).toSorted()).toEqual([...states].toSorted());
      expect(page.pagination.total).toBe(states.length);
    }
    expect(await total({ status: "success" })).toBe(120);
  });

  test("an alias finds the runs of its job", async () => {
    expect(await total({ job_name: "report" })).toBe(120);
  });

  test("times bound the list, whole hours and others alike", async () => {
    const until = { to: "2026-03-10T12:00:00Z" };
    const hours = await list({ from: "2026-03-10T10:00:00Z", ...until, limit: "200" });
    expect(hours.pagination.total).toBe(hours.logs.length);
    const minutes = await list({ from: "2026-03-10T10:05:00Z", ...until, limit: "200" });
    expect(minutes.pagination.total).toBe(minutes.logs.length);
    expect(hours.logs.length).toBe(12);
  });

  test("a trigger is counted row by row", async () => {
    expect(await total({ trigger: "dashboard" })).toBe(1);
  });

  test("the total stays that of the list when retention took rows and left their statistics", async () => {
    await domain.db.cronJobLog.deleteMany({ where: { startedAt: { lt: new Date("2026-03-10T00:15:00Z") } } });
    const page = await list({ limit: "200" });
    expect(page.pagination.total).toBe(page.logs.length);
  });
});

describe("search", () => {
  test("a run is found by its whole id and by the end of it", async () => {
    expect((await list({ q: failedId })).logs.map(({ id }) => id)).toEqual([failedId]);
    expect((await list({ q: failedId.slice(-8) })).logs.map(({ id }) => id)).toEqual([failedId]);
  });

  test("a part of a job's name or alias finds its runs, text of an error does not", async () => {
    expect(await total({ q: "by-ha" })).toBe(5);
    expect(await total({ q: "repor" })).toBeGreaterThan(50);
    expect(await total({ q: "Meta" })).toBe(0);
  });

  test("the code of an error finds the runs that failed with it", async () => {
    const [row] = await domain.db.$queryRaw<{ code: string }[]>`select left(md5('# from Meta'), 8) as code`;
    expect((await list({ q: row?.code })).logs.map(({ id }) => id)).toEqual([failedId]);
  });

  test("wildcards in a search are text", async () => {
    expect(await total({ q: "%" })).toBe(0);
  });
});
