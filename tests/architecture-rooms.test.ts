import { describe, expect, test } from "vitest";
import { importCircles } from "./support/import-circles.ts";
import { readSources, type SourceFile } from "./support/source-files.ts";

/** The rooms inside the house, and the order between them: docs/architecture.md draws it. */

const files = readSources(["app", "components", "lib", "prisma", "scripts"]);
const paths = new Set(files.map(({ path }) => path));

/** From the bottom up: a room imports only itself and what stands before it. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "lib/cron": ["words", "time", "jobs", "schedules", "ports", "runs", "tasks", "engine"],
  "lib/alerts": ["words", "rules", "incidents", "outbox", "channels", "signals", "evaluator"],
  "lib/dashboard": ["words", "forms", "runs", "schedules", "health", "alerts", "jobs", "overview", "live", "api-docs"],
  "lib/http": ["errors", "answers", "bodies", "auth", "routes", "cron", "openapi"],
  components: [
    ...["ui", "text", "forms", "live", "frame"],
    ...["runs", "schedules", "alerts", "jobs", "overview", "health", "settings", "api-docs"],
  ],
};

/**
 * Names that a framework or the registry gives: they mean the same in every file that has them. The sections of the
 * message catalogues are one name for each language.
 */
const GIVEN = /^(GET|POST|PUT|PATCH|DELETE|HEAD|metadata|generateMetadata|dynamic|viewport|runtime|maxDuration|run)$/;
const CATALOGUES = "lib/i18n/messages/";

describe("rooms", () => {
  test("no file reaches itself through its imports, those of types included", () => {
    const imports = new Map(files.map((file) => [file.path, file.imports.flatMap(fileOf)]));
    expect(importCircles(imports)).toEqual([]);
  });

  test.each(Object.entries(ROOMS))("%s: a room imports only rooms below it", (house, rooms) => {
    const breaches = files.flatMap((file) => upwardImports(file, house, rooms));
    expect(breaches).toEqual([]);
  });

  test.each(Object.entries(ROOMS))("%s: every file lives in a room", (house, rooms) => {
    const homeless = files.filter(({ path }) => path.startsWith(`${house}/`) && !rooms.includes(roomOf(path, house)));
    expect(homeless.map(({ path }) => path)).toEqual([]);
  });

  test("an exported name has one meaning in the whole tree", () => {
    const homes = Map.groupBy(files.flatMap(exportsOf), ({ name }) => name);
    const twice = [...homes]
      .filter(([, at]) => at.length > 1)
      .map(([name, at]) => [name, ...at.map(({ path }) => path)]);
    expect(twice).toEqual([]);
  });
});

describe("the search for circles", () => {
  test("finds each circle once and leaves straight chains alone", () => {
    const imports = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", ["e"]],
      ["e", ["f"]],
      ["f", ["e"]],
      ["g", ["a", "e"]],
    ]);
    expect(importCircles(imports).sort()).toEqual([
      ["a", "b", "c"],
      ["e", "f"],
    ]);
  });
});

function fileOf(to: string): string[] {
  return [to, `${to}.ts`, `${to}.tsx`].filter((path) => paths.has(path));
}

function roomOf(path: string, house: string): string {
  return path.slice(house.length + 1).split("/")[0] ?? "";
}

function upwardImports({ path, imports }: SourceFile, house: string, rooms: readonly string[]): string[] {
  if (!path.startsWith(`${house}/`)) return [];
  const floor = rooms.indexOf(roomOf(path, house));
  const above = (to: string) => to.startsWith(`${house}/`) && rooms.indexOf(roomOf(to, house)) > floor;
  return imports.filter(above).map((to) => `${path} -> ${to}`);
}

function exportsOf({ path, code }: SourceFile): { name: string; path: string }[] {
  if (path.startsWith(CATALOGUES)) return [];
  const declared = code.matchAll(/^export (?:abstract )?(?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm);
  const names = new Set([...declared].map(([, name = ""]) => name));
  return [...names].filter((name) => !GIVEN.test(name)).map((name) => ({ name, path }));
}
