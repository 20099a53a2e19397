import { describe, expect, it } from "vitest";
import { checkOutside } from "../../lib/dashboard/health/check-outside.ts";
import { parseEnv } from "../../lib/env.ts";
import { ENGLISH, wordsIn } from "../../lib/i18n/words.ts";
import { outsideTargets } from "../../lib/outside/targets.ts";
import { listedJobs } from "../dashboard/run-rows.ts";

const PLANTED = "2f9c1e7a-planted-check";
const targetsOf = (variables: Record<string, string>) =>
  outsideTargets(parseEnv({ BETTER_AUTH_SECRET: "x".repeat(32), ...variables }));
const found = (variables: Record<string, string>) => checkOutside(ENGLISH, targetsOf(variables), listedJobs);

describe("the doctor's look at outside watchers", () => {
  it("names an address that is of no job, and one that nothing may be sent to, and tells none of them", () => {
    const findings = found({
      HEARTBEAT_URL_NIGHTLY_REPORT: `https://hc-ping.com/${PLANTED}`,
      HEARTBEAT_URL_HOURLY_REPORT: `https://hc-ping.com/${PLANTED}`,
      HEARTBEAT_URL: `http://127.0.0.1:8000/${PLANTED}`,
      MONITORING_WEBHOOK_URL: `http://monitoring.example.com/${PLANTED}`,
    });
    expect(findings.map(({ severity, evidence }) => [severity, evidence])).toEqual([
      ["warning", expect.stringMatching(/^HEARTBEAT_URL is told nothing: 127\.0\.0\.1 is a private address/)],
      ["warning", "HEARTBEAT_URL_NIGHTLY_REPORT is of the job nightly-report, which the code does not have"],
      ["warning", expect.stringMatching(/^MONITORING_WEBHOOK_URL is told nothing: plain http/)],
    ]);
    expect(JSON.stringify(findings)).not.toContain(PLANTED);
  });

  it("says what is told, and that nobody outside would miss the scheduler", () => {
    expect(found({ HEARTBEAT_URL: "https://hc-ping.com/uuid" })).toMatchObject([{ severity: "ok" }]);
    expect(found({})).toMatchObject([{ severity: "ok", evidence: expect.stringMatching(/HEARTBEAT_URL/) }]);
    expect(checkOutside(wordsIn("ko"), [], listedJobs)[0]?.evidence).toMatch(/[가-힣]/);
  });
});
