import type { PlatformDrift } from "./drift.ts";
import type { PlatformCron } from "./platform-crons.ts";
import type { PlatformSettings } from "./settings.ts";

type Format = PlatformSettings["format"];

/** What the file holds beside the crons is left as it is. */
type VercelJson = Record<string, unknown>;

const SCHEMA = "https://openapi.vercel.sh/vercel.json";

/**
 * The text of vercel.json with these crons, written as `crons` or as `schedules`; the other of the two is dropped.
 * @param text the file as it is, "" when there is none @throws SyntaxError when it is not JSON
 */
export function writeVercelJson(text: string, crons: readonly PlatformCron[], format: Format): string {
  const { crons: _crons, schedules: _schedules, ...rest } = parseVercelJson(text);
  const body = format === "crons" ? ["crons", cronsText(crons)] : ["schedules", schedulesText(crons)];
  const lines = [...Object.entries(rest).map(([key, value]) => [key, indented(value)]), body];
  return `{\n${lines.map(([key, value]) => `  ${JSON.stringify(key)}: ${value}`).join(",\n")}\n}\n`;
}

/** The crons that a parsed vercel.json names, of both kinds. Entries of another shape are left out. */
export function vercelCrons({ crons, schedules }: { crons?: unknown; schedules?: unknown }): PlatformCron[] {
  const old = Array.isArray(crons) ? crons : [];
  const named = typeof schedules === "object" && schedules !== null ? Object.values(schedules) : [];
  return [...old, ...named].flatMap((entry: Partial<PlatformCron> | null) =>
    typeof entry?.path === "string" && typeof entry.schedule === "string"
      ? [{ path: entry.path, schedule: entry.schedule, timezone: entry.timezone ?? "UTC" }]
      : [],
  );
}

/** Each way in which the file differs from what it should hold. */
export function cronDrift(found: readonly PlatformCron[], wanted: readonly PlatformCron[]): PlatformDrift[] {
  const have = new Map(found.map((cron) => [keyOf(cron), cron]));
  const want = new Map(wanted.map((cron) => [keyOf(cron), cron]));
  const missing = [...want].filter(([key]) => !have.has(key));
  const further = [...have].filter(([key]) => !want.has(key));
  const count = found.length - have.size;
  return [
    ...missing.map(([, cron]) => ({ kind: "lacks", cron }) as const),
    ...further.map(([, cron]) => ({ kind: "calls", cron }) as const),
    ...(count > 0 ? [{ kind: "doubles", count } as const] : []),
  ];
}

const keyOf = ({ path, schedule, timezone }: PlatformCron) => [path, schedule, timezone].join(" ");

/** How the file names crons in the other format than the settings say, or null. */
export function otherKindDrift(vercelJson: object, format: Format): PlatformDrift | null {
  const other = format === "crons" ? "schedules" : "crons";
  return other in vercelJson ? { kind: "format", found: other, expected: format } : null;
}

/** @param text the file as it is, "" when there is none @throws SyntaxError when it is not JSON */
export function parseVercelJson(text: string): VercelJson {
  return text.trim() === "" ? { $schema: SCHEMA } : JSON.parse(text);
}

function cronsText(crons: readonly PlatformCron[]): string {
  return `[\n${crons.map((cron) => `    ${line({ path: cron.path, schedule: cron.schedule })}`).join(",\n")}\n  ]`;
}

/** The platform knows a schedule by its name; a job with several has them numbered. */
function schedulesText(crons: readonly PlatformCron[]): string {
  const counts = new Map<string, number>();
  const entries = crons.map(({ path, schedule, timezone }) => {
    const base = path.slice(path.lastIndexOf("/") + 1);
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    const name = count === 1 ? base : `${base}-${count}`;
    return `    ${JSON.stringify(name)}: ${line({ schedule, timezone, path, requestMethod: "GET" })}`;
  });
  return `{\n${entries.join(",\n")}\n  }`;
}

function line(fields: Record<string, string>): string {
  const pairs = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{ ${pairs.join(", ")} }`;
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");
}
