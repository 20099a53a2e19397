import type { RuleOverride } from "../../../lib/alerts/rules/rule-in-force.ts";
import { rulesUnder } from "../../../lib/alerts/rules/rule-rows.ts";
import type { Installation, SignalReads } from "../../../lib/alerts/signals/signal-reads.ts";
import type { Incident } from "../../../lib/alerts/words/incident.ts";
import type { RuleName } from "../../../lib/alerts/words/vocabulary.ts";
import type { Db } from "../../../lib/db.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { anIncident } from "./alert-rows.ts";

export const TURN_AT = new Date("2026-03-10T12:00:00Z");
export const before = (ms: number) => new Date(TURN_AT.getTime() - ms);
export const MINUTE_MS = 60_000;

export type TurnChanges = Partial<Omit<SignalReads, "installation" | "rule">> & {
  installation?: Partial<Installation>;
  overrides?: readonly RuleOverride[];
};

/** What a reader gets in a turn at `TURN_AT` of an installation that is well. */
export function turnOn(db: Db, { installation, overrides = [], ...changes }: TurnChanges = {}): SignalReads {
  return {
    ...{ db, jobs: [], now: TURN_AT, since: before(10_000), awake: true, unresolved: [], rule: rulesUnder(overrides) },
    ...changes,
    installation: {
      ...{ release: null, onPlatform: false, whyNotRunning: async () => null },
      platform: { settings: platformSettings.parse({}), vercelJson: {} },
      ...installation,
    },
  };
}

/** The rule for everything, switched off. */
export const switchedOff = (rule: RuleName): RuleOverride[] => [
  { rule, scope: "", enabled: false, severity: null, numbers: {} },
];

/** An open incident that is about no job. */
export const openIncident = (rule: RuleName, subject: string): Incident =>
  anIncident({ rule, subject, jobName: null, category: null });
