import { readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TellStack } from "../cron/words/serialize.ts";
import { type Place, type SourceMapJson, sourcePlace } from "./source-map.ts";

/**
 * Tells stacks by the files that people wrote, relative to the project: `lib/jobs/system/health-check.ts:12:5`. Next's
 * server keeps `error.stack` by the bundle even under `--enable-source-maps` (it sets `Error.prepareStackTrace`), so the
 * maps beside its files are read here, and only when something failed. Where there is none the place stays as it is.
 * @param root the project's folder
 */
export function createTellStack(root: string): TellStack {
  return (stack) => {
    const maps = new Map<string, SourceMapJson | null>();
    return stack
      .split("\n")
      .map((line) => tellFrame(line, { root, maps }))
      .join("\n");
  };
}

interface Telling {
  root: string;
  /** Of this stack: several frames lie in one file. */
  maps: Map<string, SourceMapJson | null>;
}

/** `    at name (file:///path:1:2)`, or without the name. A message may have such a line, too, and is told alike. */
const FRAME =
  /^(?<head>\s+at (?:async )?(?:.*?\()?)(?<file>(?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):(?<line>\d+):(?<column>\d+)(?<tail>\)?)$/;

/** A longer line is a message, of whoever: matching it would take too long. */
const MAX_FRAME_LENGTH = 2000;

function tellFrame(text: string, { root, maps }: Telling): string {
  const frame = text.length > MAX_FRAME_LENGTH ? undefined : FRAME.exec(text)?.groups;
  if (frame === undefined) return text;
  const { head, file = "", line, column, tail } = frame;
  const place = { file: toPath(file), line: Number(line), column: Number(column) };
  const source = originOf(place, maps) ?? place;
  return `${head}${shortPath(source.file, root)}:${source.line}:${source.column}${tail}`;
}

/** Both are counted from 1 in stacks. */
function originOf({ file, line, column }: Place, maps: Telling["maps"]): Place | null {
  const known = maps.get(file);
  const map = known === undefined ? readMap(file) : known;
  maps.set(file, map);
  const origin = map && sourcePlace(map, { line: line - 1, column: column - 1 });
  if (!origin) return null;
  return { file: resolveSource(origin.file, file), line: origin.line + 1, column: origin.column + 1 };
}

/** What lies outside of the project is told without the machine's folders. */
function shortPath(path: string, root: string): string {
  const inside = relative(root, path);
  if (!inside.startsWith("..")) return inside;
  const packages = path.lastIndexOf("node_modules");
  return packages === -1 ? basename(path) : path.slice(packages);
}

/** Of a file that a bundler made; Node.js runs TypeScript as it is. */
function readMap(file: string): SourceMapJson | null {
  if (!file.endsWith(".js") || !file.includes(".next")) return null;
  try {
    const name = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, "utf8").slice(-1000))?.[1];
    if (name === undefined) return null;
    return JSON.parse(readFileSync(join(dirname(file), decodeURIComponent(name)), "utf8")) as SourceMapJson;
  } catch {
    return null; // a stack by the bundle is better than none
  }
}

const toPath = (file: string): string => (file.startsWith("file://") ? pathOfUrl(file) : file);

function pathOfUrl(url: string): string {
  return URL.canParse(url) ? fileURLToPath(url) : url;
}

/** A map names its sources by their way from its own folder, or as URLs. */
function resolveSource(source: string, generated: string): string {
  const url = URL.parse(source, pathToFileURL(generated));
  return url?.protocol === "file:" ? fileURLToPath(url) : source;
}
