import { expect, test } from "vitest";
import { driftWords, warningWords } from "../../../lib/dashboard/health/check-platform.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import type { PlatformDrift } from "../../../lib/platform/drift.ts";

const tick = { path: "/api/cron/tick", schedule: "* * * * *", timezone: "UTC" };
const zoned = { path: "/api/cron/report", schedule: "0 9 * * *", timezone: "Asia/Seoul" };
const path = "app/api/cron/tick/route.ts";

test.each<[PlatformDrift, string, string]>([
  [
    { kind: "lacks", cron: tick },
    'vercel.json lacks /api/cron/tick at "* * * * *"',
    'vercel.json에 /api/cron/tick "* * * * *"이(가) 없습니다',
  ],
  [
    { kind: "calls", cron: zoned },
    'vercel.json calls /api/cron/report at "0 9 * * *" (Asia/Seoul), the registry does not',
    '레지스트리에 없는 /api/cron/report "0 9 * * *" (Asia/Seoul)을(를) vercel.json이 호출합니다',
  ],
  [
    { kind: "duration", path, found: "60", seconds: 800 },
    `${path} exports maxDuration = 60, the plan's limit is 800`,
    `${path}의 maxDuration은 60인데 요금제의 한도는 800입니다`,
  ],
  [
    { kind: "no_duration", path, seconds: 800 },
    `${path} exports no maxDuration, expected the literal 800`,
    `${path}에 maxDuration이 없습니다. 800(으)로 적혀 있어야 합니다`,
  ],
])("a difference is told in English and in Korean from the same data: %j", (drift, english, korean) => {
  expect(driftWords(ENGLISH, drift)).toBe(english);
  expect(driftWords(wordsIn("ko"), drift)).toBe(korean);
});

test("more crons than the plan has are told with the way out, where there is one", () => {
  const warning = { kind: "too_many", count: 120, plan: "hobby", most: 100, ticksOnly: false } as const;
  const sentence = "120 crons are needed, the plan hobby has 100";
  expect(warningWords(ENGLISH, warning)).toBe(`${sentence}; use \`sync --mode tick\`, which needs one`);
  expect(warningWords(ENGLISH, { ...warning, ticksOnly: true })).toBe(sentence);
  expect(warningWords(wordsIn("ko"), warning)).toContain("hobby 요금제에서는 100개까지입니다");
});
