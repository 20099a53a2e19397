import { describe, expect, test } from "vitest";
import { z } from "zod";
import { scheduleProblem } from "../../../lib/cron/time/expressions.ts";
import { checkWith } from "../../../lib/cron/words/errors.ts";
import { issueAt, issueOfSchema, issuesWords, problemOf } from "../../../lib/dashboard/words/issue-words.ts";
import { refusalWords } from "../../../lib/dashboard/words/refusal-words.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";

const ko = wordsIn("ko");

describe("a refusal", () => {
  test("is told by its machine word, with what it knows", () => {
    expect(refusalWords(ko, { code: "id_taken" })).toBe("이 ID의 일정이 이미 있습니다. 다른 ID를 쓰세요.");
    expect(refusalWords(ko, { code: "wrong_state", details: { status: "completed" } })).toContain("‘완료’");
  });

  test("that was made for programs is told by its word, not by its English sentence", () => {
    expect(refusalWords(ko, { code: "bad_json" })).toBe("거부되었습니다(bad_json).");
  });

  test("names the fields that are wrong as screens call them, and parameters by their own names", () => {
    const issues = [issueAt("trigger.expression", "never_fires", { expression: "0 0 30 2 *" })];
    expect(refusalWords(ko, { code: "invalid_input", issues })).toBe(
      '입력을 확인하세요. 식: "0 0 30 2 *"에 해당하는 때가 없어 한 번도 실행되지 않습니다',
    );
    expect(refusalWords(ENGLISH, { code: "invalid_input", issues })).toBe(
      'Please check: Expression: "0 0 30 2 *" never fires',
    );
  });
});

describe("what a job's schema refuses", () => {
  const params = z.strictObject({
    quality: z.number().int().min(1).max(100),
    formats: z.array(z.enum(["jpg", "png"])).min(1),
    prefix: z.string().refine((text) => !text.startsWith("/"), "begin it without a slash"),
  });
  const told = (value: object) => {
    const checked = checkWith(params, value);
    return checked.success ? "" : issuesWords(ko, checked.issues);
  };

  test("is told in the person's language, rule by rule", () => {
    const most = told({ quality: 500, formats: [], prefix: "" });
    expect(most).toBe("quality: 100 이하여야 합니다; formats: 1개 이상 고르세요");
    expect(told({ quality: "x", formats: ["gif"], prefix: "", further: 1 })).toBe(
      "quality: 숫자여야 합니다; formats.0: jpg, png 중 하나여야 합니다; further: 없는 항목입니다",
    );
  });

  test("with a sentence of the schema's own stays as its author wrote it", () => {
    expect(told({ quality: 80, formats: ["jpg"], prefix: "/a" })).toBe("prefix: begin it without a slash");
  });

  test("is English for the API", () => {
    const checked = checkWith(params, { quality: 500, formats: ["jpg"], prefix: "" });
    expect(checked).toMatchObject({ issues: [{ path: "quality", message: "Too big: expected number to be <=100" }] });
  });
});

test("a check of ours keeps its words through zod", () => {
  const schema = z
    .object({ seconds: z.number() })
    .refine(() => false, { ...problemOf("interval_empty", {}), path: ["seconds"] });
  const { error } = schema.safeParse({ seconds: 0 });
  const issues = (error?.issues ?? []).map(issueOfSchema);
  expect(issues[0]?.message).toBe("expected seconds, minutes, hours or days; several are added up");
  expect(issuesWords(ko, issues)).toBe("간격: 초, 분, 시간, 일 중 하나를 넣으세요. 여러 개를 넣으면 더합니다");
});

test("an English sentence holds the values of its problem", () => {
  expect(scheduleProblem("0 * *", "UTC")).toEqual({
    code: "wrong_fields",
    values: { expression: "0 * *", count: 3 },
    message: '"0 * *" has 3 fields, expected five: minute hour day month weekday',
  });
});
