import { describe, expect, test } from "vitest";
import { packs } from "../lib/jobs/index.ts";
import type { Pack } from "../lib/jobs/pack.ts";
import { readSources, type SourceFile } from "./support/source-files.ts";

/** The house: trigger -> auth -> engine -> handler -> log. Imports go one way; this test reads them all. */

const FOLDERS = ["app", "components", "lib", "prisma", "scripts"];
const files = readSources(FOLDERS);
const tests = readSources(["tests"]);

interface Layer {
  /** Files that begin with this. */
  of: string;
  /** What they may import of the project; a folder ends with a slash. */
  project: readonly string[];
  /** What they may import from elsewhere: names of packages, or everything that is not a web framework. */
  packages: readonly string[] | "all" | "no framework";
}

const FRAMEWORKS = ["next", "react", "react-dom"];

const LAYERS: readonly Layer[] = [
  { of: "lib/cron/", project: ["lib/cron/"], packages: ["croner", "zod"] },
  { of: "lib/stores/", project: ["lib/stores/", "lib/cron/"], packages: "no framework" },
  { of: "lib/queue/", project: ["lib/queue/", "lib/cron/"], packages: "no framework" },
  { of: "lib/observe/", project: ["lib/observe/", "lib/cron/"], packages: "no framework" },
  {
    of: "lib/alerts/",
    project: [
      ...["lib/alerts/", "lib/cron/", "lib/i18n/", "lib/platform/", "lib/dashboard/words/"],
      ...["lib/db.ts", "lib/seal.ts"],
    ],
    packages: "no framework",
  },
  {
    of: "lib/outside/",
    project: [
      ...["lib/outside/", "lib/alerts/", "lib/cron/", "lib/dashboard/", "lib/observe/"],
      ...["lib/db.ts", "lib/env.ts"],
    ],
    packages: "no framework",
  },
  { of: "lib/clients/", project: ["lib/clients/", "lib/db.ts"], packages: "no framework" },
  {
    of: "lib/jobs/",
    project: ["lib/jobs/", "lib/cron/", "lib/clients/", "lib/alerts/words/", "lib/db.ts"],
    packages: "no framework",
  },
  { of: "lib/i18n/", project: ["lib/i18n/", "lib/cron/time/schedule-problem.ts"], packages: ["use-intl"] },
  {
    of: "lib/dashboard/",
    project: ["lib/dashboard/", "lib/alerts/", "lib/cron/", "lib/platform/", "lib/i18n/", "lib/db.ts"],
    packages: "no framework",
  },
  {
    of: "lib/auth/",
    project: [
      ...["lib/auth/", "lib/cron/", "lib/dashboard/words/"],
      ...["lib/runtime.ts", "lib/jobs/index.ts", "lib/db.ts", "lib/env.ts"],
    ],
    packages: "no framework",
  },
  {
    of: "lib/commands/",
    project: [
      "lib/commands/",
      "lib/auth/",
      "lib/alerts/",
      "lib/cron/",
      "lib/dashboard/",
      "lib/i18n/locales.ts",
      "lib/runtime.ts",
      "lib/db.ts",
    ],
    packages: "no framework",
  },
  {
    of: "lib/http/",
    project: [
      ...["lib/http/", "lib/commands/", "lib/auth/", "lib/dashboard/", "lib/alerts/words/", "lib/cron/"],
      ...["lib/outside/"],
      ...["lib/runtime.ts", "lib/jobs/index.ts", "lib/jobs/pack.ts", "lib/db.ts", "lib/env.ts"],
    ],
    packages: "all",
  },
  { of: "lib/platform/", project: ["lib/platform/", "lib/cron/"], packages: ["zod"] },
  { of: "lib/env", project: ["lib/env"], packages: ["zod"] },
  {
    of: "app/",
    project: ["app/", "lib/http/", "lib/commands/", "lib/auth/", "lib/dashboard/", "lib/i18n/", "components/"],
    packages: "all",
  },
  {
    of: "components/",
    project: ["components/", "lib/dashboard/", "lib/alerts/words/", "lib/i18n/", "lib/cron/words/storable-text"],
    packages: "all",
  },
  { of: "scripts/", project: ["scripts/", "lib/", "prisma/"], packages: "all" },
  { of: "prisma/", project: ["prisma/", "lib/"], packages: "no framework" },
];

describe("imports", () => {
  test.each(LAYERS)("$of imports only what its layer may", (layer) => {
    const inLayer = files.filter(({ path }) => path.startsWith(layer.of));
    expect(inLayer.flatMap((file) => breachesOf(file, layer))).toEqual([]);
  });

  test("every folder of lib belongs to a layer", () => {
    const homeless = files.filter(
      ({ path }) => /^lib\/.+\//.test(path) && !LAYERS.some(({ of }) => path.startsWith(of)),
    );
    expect(homeless.map(({ path }) => path)).toEqual([]);
  });

  test("nothing knows a pack of jobs by name but the list of packs and what the pack says is its own", () => {
    const known = [...files, ...tests].flatMap(({ path, imports }) => {
      const foreign = imports.filter((to) => packOf(to) && packOf(to) !== packOf(path) && !isOwn(path, packOf(to)));
      return path === "lib/jobs/index.ts" ? [] : foreign.map((to) => `${path} -> ${to}`);
    });
    expect(known).toEqual([]);
  });

  test("the vocabulary is a leaf", () => {
    const vocabulary = files.find(({ path }) => path === "lib/cron/words/vocabulary.ts");
    expect(vocabulary?.imports).toEqual([]);
  });
});

describe("habits", () => {
  test("only lib/env.ts reads the environment; scripts set it for their children", () => {
    const readers = files.filter(({ path, code }) => !path.startsWith("scripts/") && code.includes("process.env"));
    expect(readers.map(({ path }) => path)).toEqual(["lib/env.ts"]);
  });

  test("the engine gets its clock and its randomness from outside", () => {
    const pattern = /Date\.now\(|Math\.random\(|new Date\(\)|performance\.now\(|randomUUID\(/;
    expect(pathsWith("lib/cron/", pattern)).toEqual([]);
  });

  test("no file is longer than 250 lines, tests included", () => {
    const long = [...files, ...tests].filter(({ lines }) => lines > 250);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test("names are kebab-case and say what is inside", () => {
    const segment =
      /^(\[(\.\.\.)?[a-z][a-z0-9-]*\]|\(?[a-z0-9]+(-[a-z0-9]+)*\)?(\.(handler|schemas|state|params))?(\.(ts|tsx|mjs|json))?)$/;
    const vague = /^(utils?|helpers?|common|misc|shared)(\.|$)/;
    const bad = files.filter(({ path }) => path.split("/").some((part) => !segment.test(part) || vague.test(part)));
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  test("every file of browser tests begins on rows that no other has written", () => {
    const specs = tests.filter(({ path }) => path.startsWith("tests/e2e/") && path.endsWith(".spec.ts"));
    expect(specs.filter(({ code }) => !/^startClean\(\);$/m.test(code)).map(({ path }) => path)).toEqual([]);
    expect(specs.length).toBeGreaterThan(0);
  });

  test("nothing is left for later", () => {
    expect(pathsWith("", /\b(TODO|FIXME|XXX)\b/)).toEqual([]);
  });
});

function packOf(path: string): string | undefined {
  return /^lib\/jobs\/([^/]+)\//.exec(path)?.[1];
}

/** Whether the pack says that the file goes with it. */
function isOwn(path: string, name: string | undefined): boolean {
  const pack: Pack | undefined = packs.find((one) => one.name === name);
  const own = [`tests/jobs/${name}/`, ...(pack?.files ?? [])];
  return own.some((place) => (place.endsWith("/") ? path.startsWith(place) : path === place));
}

function breachesOf({ path, imports }: SourceFile, { project, packages }: Layer): string[] {
  const allowed = (to: string) => {
    if (isOfProject(to))
      return project.some((prefix) => to.startsWith(prefix)) || isPrismaClient(path, to) || isOwn(path, packOf(to));
    if (to.startsWith("node:") || packages === "all") return true;
    return packages === "no framework" ? !FRAMEWORKS.includes(packageOf(to)) : packages.includes(packageOf(to));
  };
  return imports.filter((to) => !allowed(to)).map((to) => `${path} -> ${to}`);
}

function isOfProject(to: string): boolean {
  return FOLDERS.some((folder) => to.startsWith(`${folder}/`));
}

/** lib/db.ts is the only door to the generated client. */
function isPrismaClient(path: string, to: string): boolean {
  return path === "lib/db.ts" && to.startsWith("prisma/generated/");
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function pathsWith(prefix: string, pattern: RegExp): string[] {
  return files.filter(({ path, code }) => path.startsWith(prefix) && pattern.test(code)).map(({ path }) => path);
}
