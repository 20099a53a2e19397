import type { Entry } from "../words/entries.ts";

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

interface Problem {
  check: string;
  evidence: string;
  fix: string;
  entry: Entry;
  runId?: string;
}

const linkTo = (entry: Entry): string => `docs/troubleshooting.md#${entry}`;

export function ok(check: string, evidence: string): Finding {
  return { check, severity: "ok", evidence, fix: null, link: null };
}

export const warning = (found: Problem): Finding => problem("warning", found);
export const error = (found: Problem): Finding => problem("error", found);

function problem(severity: "warning" | "error", { entry, ...found }: Problem): Finding {
  return { ...found, severity, link: linkTo(entry) };
}

/** Findings of one check that are mended in the same way. */
export interface FindingGroup extends Omit<Finding, "evidence"> {
  /** What was seen, one sentence each. */
  evidence: string[];
}

/** The worst first; what one fix mends stands together, so that a flood of one kind hides nothing else. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const alike = Map.groupBy(findings, ({ severity, check, fix }) => JSON.stringify([severity, check, fix]));
  const groups = [...alike.values()].flatMap(([first, ...rest]) =>
    first ? [{ ...first, evidence: [first, ...rest].map(({ evidence }) => evidence) }] : [],
  );
  return groups.sort((a, b) => RANKS[a.severity] - RANKS[b.severity]);
}

const RANKS: Record<Finding["severity"], number> = { error: 0, warning: 1, ok: 2 };
