import type { Finding } from "./finding.ts";

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
