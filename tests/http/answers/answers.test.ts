import { describe, expect, it } from "vitest";
import { csvLine } from "../../../lib/http/answers/answers.ts";

describe("csvLine", () => {
  it.each([
    ["plain cells", ["a", 1, null, new Date(0)], "a,1,,1970-01-01T00:00:00.000Z\r\n"],
    ["separators, quotes and line ends", ['a,"b"', "c\nd"], '"a,""b""","c\nd"\r\n'],
    ["a formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"], "'=1+1,'+1,'-1,'@SUM(A1),\"'\t=1\"\r\n"],
    ["a formula after another separator (fault C11)", ["a;=1+1", "b\t=1"], '"a;=1+1","b\t=1"\r\n'],
    ["a formula hidden behind a line end", ["\r=1"], '"\'\r=1"\r\n'],
    ["negative numbers stay numbers", [-5], "-5\r\n"],
    ["letters of all scripts", ["한글 é 👍"], "한글 é 👍\r\n"],
  ])("writes %s", (_what, cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});
