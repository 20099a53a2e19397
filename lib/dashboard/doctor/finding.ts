/** What the doctor found: what it saw, and what to do about it. */
export interface Finding {
  /** What was looked at: `secret`, `migrations`. */
  check: string;
  severity: "ok" | "warning" | "error";
  evidence: string;
  fix: string | null;
  /** The entry that explains it. */
  link: string | null;
  /** The run it is about, where it is about one. */
  runId?: string;
}

export interface Problem {
  check: string;
  evidence: string;
  fix: string;
  entry: Entry;
  runId?: string;
}

/** The headings of docs/troubleshooting.md, as links know them. */
export const ENTRIES = [
  "does-not-run",
  "answers-401",
  "answers-404",
  "always-times-out",
  "runs-twice-or-overlaps",
  "already-running",
  "no-logs",
  "everything-is-processed-again",
  "slow",
  "fails-again-and-again",
  "many-failures",
  "high-memory",
] as const;
export type Entry = (typeof ENTRIES)[number];

const linkTo = (entry: Entry): string => `docs/troubleshooting.md#${entry}`;

export function ok(check: string, evidence: string): Finding {
  return { check, severity: "ok", evidence, fix: null, link: null };
}

export const warning = (found: Problem): Finding => problem("warning", found);
export const error = (found: Problem): Finding => problem("error", found);

function problem(severity: "warning" | "error", { entry, ...found }: Problem): Finding {
  return { ...found, severity, link: linkTo(entry) };
}
