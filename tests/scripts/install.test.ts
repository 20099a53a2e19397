import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";

/** A clone with an npm that only notes how it was called: what the real one does with these words, CI's clean clone shows. */
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "belfry-install-"));
  for (const path of ["package-lock.json", "scripts/install.mjs", "scripts/support/install.mjs"]) {
    cpSync(join(ROOT, path), join(clone, path));
  }
  for (const folder of ["bin", "node_modules"]) mkdirSync(join(clone, folder));
  writeFileSync(join(clone, "bin/npm"), `#!/bin/sh\necho "$@" >> "${join(clone, "calls")}"\n`, { mode: 0o755 });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** @returns the words of each call of npm so far */
function install(): string[] {
  const PATH = [join(clone, "bin"), process.env.PATH].join(delimiter);
  execFileSync(process.execPath, [join(clone, "scripts/install.mjs")], { env: { ...process.env, PATH } });
  const calls = join(clone, "calls");
  return existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
}

describe("the packages", () => {
  test("are installed once, with a lock file that stays as it is", () => {
    const calls = install();
    expect(calls).toEqual([expect.stringMatching(/^install --no-save /)]);
    expect(install()).toEqual(calls);
    expect(readFileSync(join(clone, "package-lock.json"))).toEqual(readFileSync(join(ROOT, "package-lock.json")));
  });

  test("are installed again for another lock file, and when they are gone", () => {
    install();
    appendFileSync(join(clone, "package-lock.json"), "\n");
    expect(install()).toHaveLength(2);
    rmSync(join(clone, "node_modules"), { recursive: true });
    mkdirSync(join(clone, "node_modules"));
    expect(install()).toHaveLength(3);
  });
});
