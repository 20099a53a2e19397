import { expect } from "vitest";
import { createTestDatabase } from "./database.ts";
import { ReportingServer } from "./reporting-server.ts";
import { type SentryServer, startSentryServer } from "./sentry-server.ts";

interface Rounds {
  /** Processes, one after the other: each is stopped as soon as its last answer is out. */
  processes: number;
  runsOfEach: number;
  /**
   * `drained`: SIGTERM, as a server is stopped. `frozen`: a platform's, killed at the moment at which it may be frozen,
   * which is when everything that was given to `after()` has ended.
   */
  stopped: "drained" | "frozen";
}

/** Runs jobs in processes that are stopped right after the answer, and looks for both check-ins of each run. */
export async function expectPairOfEachRun({ processes, runsOfEach, stopped }: Rounds): Promise<void> {
  const [database, sentry] = await Promise.all([createTestDatabase(), startSentryServer({ answersAfterMs: 300 })]);
  try {
    const runs: string[] = [];
    for (let count = 0; count < processes; count += 1) {
      const variables = { SENTRY_DSN: sentry.dsn, ...(stopped === "frozen" && { VERCEL: "1" }) };
      const server = await ReportingServer.start(database.url, variables);
      runs.push(...(await runMany(server, runsOfEach)));
      if (stopped === "frozen") await server.ask("settled");
      await server.end(stopped === "frozen" ? "SIGKILL" : "SIGTERM");
    }
    expect(new Set(runs).size).toBe(processes * runsOfEach);
    expect(pairsIn(sentry)).toEqual(new Map(runs.map((id) => [id, ["in_progress", "ok"]])));
  } finally {
    await Promise.all([database.drop(), sentry.close()]);
  }
}

/** A few at a time, as a platform calls. @returns the ids of the runs, as Sentry knows them */
async function runMany(server: ReportingServer, count: number): Promise<string[]> {
  const ids: string[] = [];
  const callAll = async () => {
    while (ids.length < count) {
      const at = ids.push("") - 1;
      const { status, body } = await server.call("told-well");
      expect(status).toBe(200);
      ids[at] = (body.execution?.id ?? "").replaceAll("-", "");
    }
  };
  await Promise.all([callAll(), callAll(), callAll(), callAll()]);
  return ids;
}

/** What came under each check-in's id, in the order of its meaning: the two may overtake each other on the way. */
function pairsIn(sentry: SentryServer): Map<string, string[]> {
  const byRun = Map.groupBy(sentry.items("check_in"), ({ check_in_id }) => check_in_id as string);
  return new Map([...byRun].map(([id, checkIns]) => [id, checkIns.map(({ status }) => status as string).sort()]));
}
