import { expect, it } from "vitest";
import { readLogsQuery } from "../../lib/dashboard/runs/log-filter.ts";
import { textTable, visible } from "../../scripts/cron/output.ts";

it("fault C5: what others have said cannot move a terminal's cursor or forge a row", () => {
  expect(visible("a\u001b[2Jb\u0007\u009b31m\r")).toBe("a\\x1b[2Jb\\x07\\x9b31m\\x0d");
  expect(visible("two\nlines\tand a tab, 한글")).toBe("two\nlines\tand a tab, 한글");
  expect(textTable([["failed", "boom\n  completed  all is well"]])).toBe("  failed  boom ⏎ completed  all is well");
});

it("fault C5: a bad cursor in an address is dropped and named, like any other bad key", () => {
  const { query, kept, problems } = readLogsQuery({ cursor: 'x\n{"level":"info"}', page: "2" });
  expect([query.cursor, kept, problems.map(({ path }) => path)]).toEqual([undefined, { page: "2" }, ["cursor"]]);
  expect(readLogsQuery({ cursor: "abc-0197a000-0000-7000-8000-00000000ffff" }).problems).toEqual([]);
});
