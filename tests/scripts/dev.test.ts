import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { needsRestart } from "../../scripts/support/dev-supervisor.ts";
import { isAlive } from "../../scripts/support/processes.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { until } from "../support/until.ts";

let folder: string;
let server: ServerProcess | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-dev-"));
  mkdirSync(join(folder, "lib/jobs"), { recursive: true });
  write("lib/jobs/word.ts", "one");
  server = null;
});
afterEach(async () => {
  write("go", "");
  await server?.dispose();
  rmSync(folder, { recursive: true });
});

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

async function start(): Promise<ServerProcess> {
  // No connection is made to it.
  const variables = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/nothing" };
  server = await startServer(variables, "tests/support/dev-supervisor-main.ts", folder);
  return server;
}

/** What answers: its process and its word. */
async function ask({ url }: ServerProcess): Promise<{ pid: number; word: string }> {
  const [pid, word = ""] = (await (await fetch(url, { headers: { connection: "close" } })).text()).split(" ");
  return { pid: Number(pid), word };
}

const firstAnswer = (started: ServerProcess) => until("it answers", () => ask(started).catch(() => null));

test("a changed job is known to another process on the same port, and who connects meanwhile waits for it", async () => {
  const started = await start();
  const before = await firstAnswer(started);
  expect(before.word).toBe("one");
  write("lib/jobs/word.ts", "two");
  await started.printed(/lib\/jobs\/word\.ts has changed/);
  const waiting = ask(started);
  write("go", "");
  const after = await waiting;
  expect(after.word).toBe("two");
  expect(after.pid).not.toBe(before.pid);
  expect(isAlive(before.pid)).toBe(false);
});

test("a job that cannot be loaded ends the process, and the next change starts it again", async () => {
  const started = await start();
  await firstAnswer(started);
  write("go", "");
  write("lib/jobs/word.ts", "broken");
  await started.printed(/ended by itself/);
  await expect(ask(started)).rejects.toThrow();
  write("lib/jobs/word.ts", "mended");
  expect(await firstAnswer(started)).toMatchObject({ word: "mended" });
});

test("what cannot be loaded at the first start ends with its exit code", async () => {
  write("lib/jobs/word.ts", "broken");
  expect(await (await start()).ended).toBe(1);
});

test("Ctrl-C ends both processes, and so does a kill of the first one", async () => {
  const stopped = await start();
  const { pid } = await firstAnswer(stopped);
  write("go", "");
  stopped.child.kill("SIGTERM");
  expect(await stopped.ended).toBe(0);
  expect(isAlive(pid)).toBe(false);
  const killed = await start();
  const { pid: left } = await firstAnswer(killed);
  killed.child.kill("SIGKILL");
  await until("the server is gone", async () => (isAlive(left) ? null : true));
});

test("jobs, engine and platform's crons are built once per process; what Next reloads starts nothing", () => {
  const paths = ["lib/jobs/app/a.ts", "lib/cron/runs/attempt.ts", "lib/runtime.ts", "vercel.json"];
  expect(paths.map(needsRestart)).toEqual([true, true, true, true]);
  const reloaded = [
    "lib/dashboard/runs/runs.ts",
    "lib/i18n/words.ts",
    "lib/jobs/a.ts.new",
    "app/layout.tsx",
    "README.md",
  ];
  expect(reloaded.map(needsRestart)).toEqual([false, false, false, false, false]);
});
