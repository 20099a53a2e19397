import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { packs } from "../../lib/jobs/index.ts";
import type { CommandInput } from "../../scripts/cron/command.ts";
import { moveImports, variableOf } from "../../scripts/cron/new-job/fill-templates.ts";
import { planJob, readScheduleWords } from "../../scripts/cron/new-job/plan-job.ts";
import { plannedFiles } from "../../scripts/cron/new-job/write-job.ts";
import { copyProject, type ProjectCopy } from "../../scripts/support/project-copy.ts";
import { samplePack } from "../docs/new/pack.ts";

/** `npm run check:packs` holds what it writes against types, layers, dead code, and runs the tests that it writes. */

/** Any pack and any of its jobs. */
const [pack] = packs;
const [known] = pack.jobs;

let copy: ProjectCopy;
beforeAll(() => {
  copy = copyProject();
  git("init", "-q");
  git("add", "-A");
  git("-c", "user.email=test@example.com", "-c", "user.name=Test", "commit", "-qm", "The project");
});
afterAll(() => copy.remove());

const git = (...args: string[]) => execFileSync("git", args, { cwd: copy.folder, encoding: "utf8" });
const changes = () => git("status", "--porcelain", "-uall").trimEnd().split("\n").filter(Boolean);
const read = (path: string) => readFileSync(join(copy.folder, path), "utf8");

function cronNew(...words: string[]) {
  const args = ["scripts/cron/main.ts", "new", ...words];
  return spawnSync(process.execPath, args, {
    cwd: copy.folder,
    encoding: "utf8",
    env: { ...process.env, PORT: "4321" },
  });
}

function input(name: string, options: Record<string, string> = {}): CommandInput {
  const text = (option: string) => options[option] ?? null;
  return { args: [name], text, texts: () => [], has: () => false, json: false };
}

describe("fault D6: cron new", () => {
  test("writes definition, schemas, handler, test, the new pack and its line, in order for the platform and the pages", () => {
    const said = cronNew("weather-report", "--schedule", "0 9 * * *", "--zone", "Asia/Seoul");
    expect(said).toMatchObject({ status: 0, stderr: "" });
    expect(said.stdout).toContain("npx vitest run tests/jobs/app/weather-report.test.ts");
    expect(said.stdout).toContain("http://localhost:4321/api/cron/weather-report");
    const folder = "lib/jobs/app";
    expect(changes()).toEqual([
      ...[" M README.md", " M lib/jobs/index.ts", " M vercel.json", `?? ${folder}/pack.ts`],
      ...["handler.ts", "schemas.ts", "ts"].map((ending) => `?? ${folder}/weather-report.${ending}`),
      "?? tests/jobs/app/weather-report.test.ts",
    ]);
    expect(read(`${folder}/weather-report.ts`)).toContain('schedule: cron("0 9 * * *", "Asia/Seoul"),');
    expect(read("lib/jobs/index.ts")).toContain("appPack] as const");
    expect(read("README.md")).toContain("| `weather-report` | `0 9 * * *` Asia/Seoul |");
  });

  test("adds a job with a task to a pack that is there, and what is written loads and is formatted", () => {
    const said = cronNew("price-check", "--pack", pack.name, "--task", "--schedule", "every 10 minutes");
    expect(said.status).toBe(0);
    expect(said.stdout).toContain(`tests/jobs/${pack.name}/pack.test.ts names all jobs of this pack`);
    expect(read(`lib/jobs/${pack.name}/pack.ts`)).toMatch(/ {2}jobs: \[[^\]]+,\s+priceCheck,?\s*\],/);
    expect(read(`lib/jobs/${pack.name}/price-check.ts`)).toContain("schedule: every(600),");
    const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: copy.folder, encoding: "utf8" });
    expect(run("scripts/cron/main.ts", "sync", "--check")).toContain("agree with the registry");
    run("node_modules/@biomejs/biome/bin/biome", "ci", "lib/jobs", "tests/jobs");
  });

  test("leaves everything as it was when it cannot write all of it", () => {
    git("stash", "-uq");
    writeFileSync(join(copy.folder, "package.json"), read("package.json").replace('"plan": "pro"', '"plan": "gold"'));
    git("-c", "user.email=test@example.com", "-c", "user.name=Test", "commit", "-qam", "A plan that is none");
    expect(cronNew("half-written").status).toBe(1);
    expect(changes()).toEqual([]);
  });

  test("refuses a wrong use with exit code 2 and writes nothing", () => {
    const said = cronNew("Weather_Report");
    expect(said.status).toBe(2);
    expect(said.stderr).toContain(
      'expected a name such as weather-report (it says what the job does), got "Weather_Report"',
    );
    expect(changes()).toEqual([]);
  });
});

describe("what cron new refuses", () => {
  test.each([
    ["a name with a double hyphen", input("a--b"), "expected a name such as weather-report"],
    ["a name that says nothing", input("utils"), "expected a name such as weather-report"],
    ["a name that is taken", input(known.name), `the name "${known.name}" is already taken by ${known.name}`],
    ["a route of its own", input("tick"), "/api/cron/tick is a route of its own"],
    ["a pack of two words", input("weather", { pack: "my-pack" }), "--pack: expected one word"],
    ["a path as a pack", input("weather", { pack: "../x" }), "--pack: expected one word"],
    ["four fields", input("weather", { schedule: "0 9 * *" }), '--schedule: expected five fields such as "0 9 * * *"'],
    ["a field out of range", input("weather", { schedule: "0 25 * * *" }), "--schedule: "],
    ["no interval", input("weather", { schedule: "every 0 minutes" }), "--schedule: "],
    ["an unknown zone", input("weather", { schedule: "0 9 * * *", zone: "Mars/Base" }), "--zone: "],
    [
      "a zone without an expression",
      input("weather", { schedule: "every 2h", zone: "UTC" }),
      "--zone: give a cron expr",
    ],
  ])("%s", (_, words, sentence) => {
    expect(() => planJob(words)).toThrow(sentence);
  });

  test("a file that exists", () => {
    const job = { ...planJob(input("weather", { pack: pack.name })), name: known.name };
    expect(() => plannedFiles(job)).toThrow("exists already: move it away, or choose another name");
  });
});

test("an interval is read in words and in short", () => {
  const intervals = ["every 10 minutes", "every 10m", "Every minute", "every 2 hours", "every day"];
  const seconds = intervals
    .map((text) => readScheduleWords(text, null))
    .map((one) => one.kind === "interval" && one.everySeconds);
  expect(seconds).toEqual([600, 600, 60, 7200, 86_400]);
});

test("a name of the language or of the tree gets Job behind it", () => {
  expect(["weather-report", "delete", "await", "engine", "z"].map(variableOf)).toEqual([
    ...["weatherReport", "deleteJob", "awaitJob", "engineJob", "zJob"],
  ]);
});

test("imports are those of the new place, beside it and elsewhere", () => {
  const places = new Map([
    ["tests/docs/new/a.ts", "lib/jobs/app/a.ts"],
    ["tests/docs/new/b.ts", "lib/jobs/app/b.ts"],
  ]);
  const text =
    'import { x } from "../../../lib/cron/x.ts";\nconst load = () => import("./b.ts");\nimport z from "zod";';
  expect(moveImports(text, { from: "tests/docs/new/a.ts", places })).toBe(
    'import { x } from "../../cron/x.ts";\nconst load = () => import("./b.ts");\nimport z from "zod";',
  );
});

test("the pack that is written is one that a registry takes", () => {
  expect(createRegistry(samplePack.jobs).find("sample-job")).toBe(samplePack.jobs[0]);
});
