import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLiveRuns } from "../../lib/dashboard/live/live-runs.ts";
import { waitWords } from "../../lib/dashboard/runs/run-entry.ts";
import { runSentence } from "../../lib/dashboard/runs/runs.ts";
import { ENGLISH, wordsIn } from "../../lib/i18n/words.ts";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const { job } = scriptedJob([step.throws(new Error("no answer")), step.ok()], { name: "flaky", maxAttempts: 4 });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([{ ...job, backoff: { kind: "linear", stepSeconds: 30 } }]);
});
afterAll(() => app.close());

const view = async (path: string) => (await app.as("viewer", `/api/admin/${path}`)).json();

describe("fault A16: a run between two attempts says what it waits for", () => {
  it("in the list, in the run itself and in words, while its row is still started", async () => {
    const { runId } = await (await app.as("operator", "/api/admin/cron-jobs/flaky/run", asJson({}))).json();
    const waiting = async () => (await view(`runs/${runId}`)).run.waitingFor;
    await expect.poll(waiting, { timeout: 10_000 }).toEqual({ attempt: 2, at: expect.any(String), error: "no answer" });
    const [listed] = (await view("cron-logs")).logs;
    expect(listed).toMatchObject({ id: runId, state: "started", attempts: 1, waitingFor: { attempt: 2 } });
    const [live] = await readLiveRuns(app.db, { since: new Date(), known: [runId] });
    expect(live).toMatchObject({ id: runId, state: "started", error: "no answer" });
    const { run } = await view(`runs/${runId}`);
    expect(run.sentence).toBe("Waits for attempt 2 of 4: no answer");
    const entry = { ...run, waitingFor: { ...run.waitingFor, at: new Date(run.waitingFor.at) } };
    const now = new Date(entry.waitingFor.at.getTime() - 12_000);
    expect(waitWords(ENGLISH, entry, now)).toBe("waiting for attempt 2 of 4, in 12 s (after: no answer)");
    expect(waitWords(wordsIn("ko"), entry, now)).toContain("no answer");
    expect(runSentence(wordsIn("ko"), entry)).toContain("no answer");
  });
});
