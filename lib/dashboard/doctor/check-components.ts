import type { Words } from "../../i18n/words.ts";
import { relativeWords } from "../relative-time.ts";
import type { ComponentUptime } from "../uptime.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** The health check runs every five minutes. */
const STALE_MS = 20 * 60_000;

/** What the latest health check found: one finding for each component that is not well. */
export function checkComponents(words: Words, components: readonly ComponentUptime[], now: Date): Finding[] {
  const check = "components";
  const latest = components.reduce<Date | null>((at, { last }) => (at && at > last.at ? at : last.at), null);
  if (latest === null || now.getTime() - latest.getTime() > STALE_MS) {
    const ago = latest === null ? words("doctor.components.never") : relativeWords(words, latest, { now });
    const evidence = words("doctor.components.stale", { ago });
    return [warning({ check, evidence, fix: words("doctor.components.staleFix"), entry: "does-not-run" })];
  }
  const sick = components.filter(({ last }) => !last.healthy);
  if (sick.length === 0) return [ok(check, words("doctor.components.ok", { count: components.length }))];
  return sick.map(({ component, last }) =>
    error({
      check,
      evidence: words("doctor.components.sick", { component, detail: last.detail ?? "" }),
      fix: words("doctor.components.fix"),
      entry: "many-failures",
    }),
  );
}
