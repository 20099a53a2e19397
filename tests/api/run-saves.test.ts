import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob } from "../support/scripted-job.ts";

const saving = (...cursors: number[]) =>
  scriptedJob([
    async ({ state }) => {
      for (const cursor of cursors) await state.save({ cursor });
      return ok;
    },
  ]).job;
const named = (name: string, job: ReturnType<typeof saving>) => ({ ...job, name });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([named("twice", saving(1, 2)), named("never", saving())]);
});
afterAll(() => app.close());

async function run(job: string): Promise<string> {
  return (await (await app.cron(`/api/cron/${job}`)).json()).execution.id;
}
const savedBy = async (runId: string) =>
  (await (await app.as("viewer", `/api/admin/runs/${runId}`)).json()).savedStates;
const side = (version: number, value: unknown) => ({ version, value, cutFrom: null });

it("a run tells what it changed of the saved state, also after a later run has saved anew", async () => {
  const [first, second] = [await run("twice"), await run("twice")];
  expect(await savedBy(first)).toMatchObject([
    { key: "", before: side(0, null), after: side(2, { cursor: 2 }), saves: 2, isLatest: false },
  ]);
  expect(await savedBy(second)).toMatchObject([
    { key: "", before: side(2, { cursor: 2 }), after: side(4, { cursor: 2 }), saves: 2, isLatest: true },
  ]);
});

it("a run that saved nothing tells so and has no row", async () => {
  const id = await run("never");
  expect(await savedBy(id)).toEqual([]);
  expect(await app.db.cronRunSave.count({ where: { runId: id } })).toBe(0);
});
