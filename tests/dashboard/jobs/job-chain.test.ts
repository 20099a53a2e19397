import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../lib/cron/schedules/settings.ts";
import type { ChainFacts } from "../../../lib/dashboard/jobs/chain-facts.ts";
import { jobChain } from "../../../lib/dashboard/jobs/job-chain.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { listedJobs } from "../run-rows.ts";

const [hourly, byHand] = listedJobs;
if (!hourly || !byHand) throw new Error("expected jobs to look at");

/** Everything is well. */
const FINE: ChainFacts = {
  job: hourly,
  now: new Date("2026-03-10T12:34:00Z"),
  ...{ scheduler: "embedded", precisionSeconds: 60, paths: ["/api/cron/hourly-report"] },
  ...{ enabled: true, notes: null, schedule: null, pause: null, unknownCall: null, refusedCall: null },
  ...{ platform: null, hasSecret: true, door: null },
  slot: new Date("2026-03-10T12:00:00Z"),
  slotRun: { id: "1", status: "completed", reason: null, error: null },
  lastCallAt: new Date("2026-03-10T12:00:00Z"),
};

/** The platform calls. */
const OUTSIDE = { scheduler: "none", platform: platformSettings.parse({ plan: "pro" }) } as const;
const lastOf = (facts: Partial<ChainFacts>) => jobChain(ENGLISH, { ...FINE, ...facts }).at(-1);
const pause = { of: "job", since: FINE.now, until: null, reason: "the fair", by: "ann@example.com" } as const;

test("a job that ran has a whole chain", () => {
  const links = jobChain(ENGLISH, FINE);
  expect(links.map(({ check }) => check)).toEqual([
    ...["scheduled", "scheduler", "enabled", "not_paused", "vercel_json"],
    ...["plan", "deployed", "let_in", "called", "accepted", "ran"],
  ]);
  expect(links.every(({ holds }) => holds)).toBe(true);
});

test.each<[string, Partial<ChainFacts>, string]>([
  ["scheduled", { job: byHand }, "definition a schedule"],
  ["scheduler", { scheduler: "none", lastCallAt: null, slotRun: null }, "unset SCHEDULER"],
  ["enabled", { enabled: false, notes: "moving" }, "npm run cron -- enable hourly-report"],
  [
    "enabled",
    { schedule: { id: "job:hourly-report", settings: { ...DEFAULT_SETTINGS, enabled: false } } },
    "schedules edit job:hourly-report",
  ],
  ["not_paused", { pause }, "npm run cron -- resume hourly-report"],
  ["not_paused", { pause: { ...pause, of: "everything" } }, "npm run cron -- resume --all"],
  ["vercel_json", { paths: [] }, "npm run cron -- sync"],
  ["deployed", { unknownCall: { at: FINE.now, release: "r1" } }, "deploy this release"],
  ["plan", { platform: platformSettings.parse({ plan: "hobby" }), slotRun: null }, "calls more often"],
  ["let_in", { ...OUTSIDE, refusedCall: { at: FINE.now, status: 401 } }, "CRON_SECRET"],
  ["let_in", { ...OUTSIDE, refusedCall: { at: FINE.now, status: 405 } }, "let GET through"],
  ["let_in", { ...OUTSIDE, hasSecret: false, slotRun: null }, "npm run -s cron -- secret"],
  ["let_in", { ...OUTSIDE, slotRun: null, door: "redirects" }, "answers by itself"],
  ["let_in", { ...OUTSIDE, slotRun: null, door: "has_no_route" }, "NEXT_PUBLIC_APP_URL"],
  ["called", { slotRun: null }, "npm run cron -- test hourly-report"],
  ["accepted", { slotRun: { id: "1", status: "skipped", reason: "already_running", error: null } }, "held the lock"],
  ["ran", { slotRun: { id: "1", status: "failed", reason: null, error: "401" } }, "npm run cron -- retry 1"],
])("it stops at %s with the fix", (check, facts, fix) => {
  expect(lastOf(facts)).toMatchObject({ check, holds: false, fix: expect.stringContaining(fix) });
});

test("a tick that dispatches the job is as good as a cron of its own, and a run at work as one that ended", () => {
  expect(lastOf({ paths: ["/api/cron/tick"] })?.holds).toBe(true);
  expect(lastOf({ slotRun: { id: "1", status: "started", reason: null, error: null } })?.holds).toBe(true);
});

test("who dispatches by itself is kept out by nothing, and a refused call shows that somebody is meant to call", () => {
  const refusedCall = { at: FINE.now, status: 401 };
  expect(lastOf({ refusedCall, hasSecret: false, door: "redirects" })?.holds).toBe(true);
  const outside = { scheduler: "none", lastCallAt: null, slotRun: null } as const;
  expect(lastOf({ ...outside, refusedCall })).toMatchObject({ check: "let_in", cause: "unauthorized" });
  expect(lastOf(outside)).toMatchObject({ check: "scheduler", cause: "no_scheduler" });
});

test("a worker beside this process needs neither a secret nor the public address", () => {
  expect(lastOf({ scheduler: "none", hasSecret: false, door: "redirects" })?.holds).toBe(true);
});

test("the screen tells it in its own language", () => {
  expect(jobChain(wordsIn("ko"), { ...FINE, enabled: false }).at(-1)?.evidence).toBe("사용하지 않습니다");
});
