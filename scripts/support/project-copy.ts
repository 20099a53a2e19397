import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./environment.ts";

/** A copy of the project that may be changed and broken: what is in the repository, with what was installed and made. */
export interface ProjectCopy {
  folder: string;
  files: readonly string[];
  /** Puts files back as they are in the project. */
  restore(files: readonly string[]): void;
  /** Keeps what the compiler has learnt, for the next copy. */
  keepBuildInfo(): void;
  remove(): void;
}

/** Not in the repository, and the same in every copy. */
const LINKED = ["node_modules", "prisma/generated"];

/** What the compiler learnt, for the next time: a copy lies as deep as the one before it, so that its paths hold. */
const BUILD_INFO = "tsconfig.tsbuildinfo";
const LEARNT = "node_modules/.cache/project-copy.tsbuildinfo";

export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), "belfry-copy-"));
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: ROOT, encoding: "utf8" });
  const files = listed.split("\0").filter((file) => existsSync(join(ROOT, file)) && file !== "");
  const restore = (chosen: readonly string[]) => copyFiles(folder, chosen);
  restore(files);
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  if (existsSync(join(ROOT, LEARNT))) cpSync(join(ROOT, LEARNT), join(folder, BUILD_INFO));
  writeFileSync(join(folder, "next-env.d.ts"), '/// <reference types="next" />\n');
  const keepBuildInfo = () => cpSync(join(folder, BUILD_INFO), join(ROOT, LEARNT));
  return { folder, files, restore, keepBuildInfo, remove: () => rmSync(folder, { recursive: true }) };
}

function copyFiles(folder: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
}
