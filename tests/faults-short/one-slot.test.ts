import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureBuiltOnce } from "../support/built-application.ts";
import { type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { SERVER_SECRET, startServer } from "../support/server-process.ts";

vi.setConfig({ testTimeout: 300_000 });

let bench: FaultBench;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

/** Sends 200 at once, in turn to each of those who answer. */
async function deliver200<Target, Answer>(targets: readonly Target[], send: (to: Target) => Promise<Answer>) {
  const round = Array.from({ length: Math.ceil(200 / targets.length) }, () => targets).flat();
  return await Promise.all(round.slice(0, 200).map(send));
}

test("200 simultaneous deliveries of one slot over 3 processes are one run and 199 duplicates that name it", async () => {
  const delivery = { kind: "scheduled", scheduleId: "job:yearly" } as const;
  const request = plainRequest("yearly", {}, { trigger: "platform", delivery });
  const answers = await deliver200(await bench.startMany(3), (engine: EngineProcess) => engine.run(request));

  const row = await bench.onlyRow();
  expect(row).toMatchObject({ status: "completed", deliveries: 200, attempts: 1 });
  const duplicates = answers.filter((answer) => answer.kind === "skipped" && answer.reason === "duplicate_slot");
  expect(duplicates).toHaveLength(199);
  expect(new Set(duplicates.map((answer) => answer.kind === "skipped" && answer.runId))).toEqual(new Set([row.id]));
  expect(answers.filter((answer) => answer.kind === "ended")).toHaveLength(1);
  expect(bench.effects.all().filter(({ what }) => what === "begin")).toHaveLength(1);
});

test("200 simultaneous platform deliveries to 3 servers are one run; 199 are told its id; nothing answers 5xx", async () => {
  await ensureBuiltOnce();
  const variables = { DATABASE_URL: bench.databaseUrl };
  const servers = await Promise.all([startServer(variables), startServer(variables), startServer(variables)]);
  try {
    await Promise.all(servers.map((server) => server.printed(/Belfry answers on/)));
    const headers = { authorization: `Bearer ${SERVER_SECRET}`, "user-agent": "vercel-cron/1.0" };
    const answers = await deliver200(servers, async ({ url }) => {
      const answer = await fetch(`${url}/api/cron/convert-images`, { headers });
      return { status: answer.status, body: await answer.json() };
    });

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const row = await bench.onlyRow();
    expect(row).toMatchObject({ status: "completed", deliveries: 200, attempts: 1 });
    expect(answers.filter(({ body }) => body.success)).toHaveLength(1);
    const duplicates = answers.filter(({ body }) => body.skipped && body.reason === "duplicate_slot");
    expect(duplicates).toHaveLength(199);
    expect(new Set(duplicates.map(({ body }) => body.execution.id))).toEqual(new Set([row.id]));
  } finally {
    await Promise.all(servers.map((server) => server.dispose()));
  }
});
