import { describe, expect, it } from "vitest";
import { ConfigurationError, parseEnv } from "../../lib/env.ts";

const minimal = { BETTER_AUTH_SECRET: "s".repeat(32) };
const SECRET = "a8Xw3Kq9Zr5Tn1Bv7Lc2";

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv({ ...minimal, ...source });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the variables of what is told outside", () => {
  it("are none by default", () => {
    const env = parseEnv(minimal);
    expect(env).toMatchObject({ metricsToken: null, monitoring: null, heartbeats: { scheduler: null } });
    expect(env.heartbeats.jobs.size).toBe(0);
  });

  it("name a job's watcher by the job, and are secrets all", () => {
    const env = parseEnv({
      ...minimal,
      HEARTBEAT_URL: "https://hc-ping.com/scheduler-check",
      HEARTBEAT_URL_REFRESH_TOKENS: "https://hc-ping.com/tokens-check",
      MONITORING_WEBHOOK_URL: "https://monitoring.example.com/hook-check",
      METRICS_TOKEN: SECRET,
    });
    expect(env.heartbeats.scheduler).toBe("https://hc-ping.com/scheduler-check");
    expect([...env.heartbeats.jobs]).toEqual([
      ["refresh-tokens", { variable: "HEARTBEAT_URL_REFRESH_TOKENS", address: "https://hc-ping.com/tokens-check" }],
    ]);
    expect(env.monitoring).toEqual({ url: "https://monitoring.example.com/hook-check", secret: null });
    const told = [env.heartbeats.scheduler, env.heartbeats.jobs.get("refresh-tokens")?.address, env.monitoring?.url];
    expect(env.secrets).toEqual(expect.arrayContaining([...told, SECRET]));
  });

  it.each([
    [{ METRICS_TOKEN: SECRET, CRON_SECRET: SECRET }, /^METRICS_TOKEN: is the cron secret/],
    [
      { METRICS_TOKEN: SECRET, CRON_SECRET: "b".repeat(20), CRON_SECRET_PREVIOUS: SECRET },
      /^METRICS_TOKEN: is the cron secret/,
    ],
    [{ METRICS_TOKEN: "short" }, /^METRICS_TOKEN: expected at least 16 characters/],
    [{ HEARTBEAT_URL_BACKUP_DATA: "hc-ping.com/x" }, /^HEARTBEAT_URL_BACKUP_DATA: expected an address such as/],
    [{ HEARTBEAT_URL: "ftp://hc-ping.com/x" }, /^HEARTBEAT_URL: expected an address such as/],
    [{ MONITORING_WEBHOOK_SECRET: `whsec_${"A".repeat(43)}=` }, /^MONITORING_WEBHOOK_URL: is missing beside/],
    [
      { MONITORING_WEBHOOK_URL: "https://x.example.com", MONITORING_WEBHOOK_SECRET: "plain" },
      /^MONITORING_WEBHOOK_SECRET: expected whsec_/,
    ],
  ])("are refused at the start, each with its fix and without its value: %o", (source, sentence) => {
    const problems = problemsOf(source);
    expect(problems).toEqual([expect.stringMatching(sentence)]);
    for (const value of Object.values(source)) expect(problems.join()).not.toContain(value);
  });
});
