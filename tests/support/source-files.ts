import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const SOURCE = /\.(ts|tsx|mjs)$/;
/** `from "x"`, `import "x"`, `import("x")`. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

export interface SourceFile {
  /** Relative to the project, for example `lib/cron/engine/engine.ts`. */
  path: string;
  lines: number;
  /** The text without its comments. */
  code: string;
  /** What it imports: a path in the project (`lib/db.ts`, without the ending where the import has none), or a package. */
  imports: readonly string[];
}

/** All source files under the folders, without what Prisma generates. */
export function readSources(folders: readonly string[]): SourceFile[] {
  return folders.flatMap(pathsUnder).map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    const code = text.replace(COMMENT, "");
    const imports = [...code.matchAll(IMPORT)].map(([, specifier = ""]) => resolveImport(path, specifier));
    return { path, lines: text.split("\n").length - 1, code, imports };
  });
}

function pathsUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "generated" ? [] : pathsUnder(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  return specifier.startsWith(".") ? normalize(join(dirname(from), specifier)) : specifier;
}
