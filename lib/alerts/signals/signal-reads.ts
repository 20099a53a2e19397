import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Prisma } from "../../db.ts";
import type { PlatformSettings } from "../../platform/settings.ts";
import type { RuleInForce } from "../rules/rule-in-force.ts";
import type { Incident, Signal } from "../words/incident.ts";
import type { RuleName } from "../words/vocabulary.ts";

/** What a process knows of how its release is deployed and called; no row tells it. */
export interface Installation {
  /** The commit that runs; null where nobody tells it. */
  release: string | null;
  /** Whether the platform calls; elsewhere whoever has SCHEDULER=embedded dispatches by itself. */
  onPlatform: boolean;
  /** What this release asks the platform for, and of which plan. */
  platform: { settings: PlatformSettings; vercelJson: object };
  /**
   * The first broken link of the chain of a job's page, for a job that never succeeded; null while it is still being
   * found out. It lives above this room, so it comes in.
   */
  whyNotRunning(job: AnyJob): Promise<BrokenLink | null>;
}

/** Why a job was never born. `unknown`: the chain holds, and it does not succeed all the same. */
export type BrokenLink =
  | "not_deployed"
  | "unauthorized"
  | "unknown_path"
  | "wrong_method"
  | "redirected"
  | "no_secret"
  | "disabled"
  | "paused"
  | "vercel_json"
  | "plan"
  | "never_called"
  | "no_scheduler"
  | "unknown";

/** What a reader of signals gets, the same for all readers of a turn. */
export interface SignalReads {
  /** The evaluator's transaction, or the database itself. One connection: statements go one after the other. */
  db: Prisma.TransactionClient;
  /** Of this release, as the registry has them. */
  jobs: readonly AnyJob[];
  installation: Installation;
  /** The turn's instant, by the clock that the rows are written by. */
  now: Date;
  /** What ended since then is new to the evaluator: its cursor, less the overlap. */
  since: Date;
  /**
   * Whether silence says anything: false in a turn that follows a time in which nobody evaluated, and so perhaps nobody
   * dispatched or swept either. They get their chance first.
   */
  awake: boolean;
  /** Incidents that are not over: their subjects are looked at whether anything ended or not. */
  unresolved: readonly Incident[];
  /** The rule as it holds, for a job or for what is about none. */
  rule<Rule extends RuleName>(rule: Rule, job?: AnyJob | null): RuleInForce<Rule>;
}

/**
 * Computes what the rows say now. Level-triggered: the same rows give the same signals, however often they are read, and
 * `right` is only said of what an unresolved incident is about. A reader never writes.
 */
export type SignalReader = (reads: SignalReads) => Promise<Signal[]>;

/** The unresolved incidents of a rule. */
export function unresolvedOf({ unresolved }: Pick<SignalReads, "unresolved">, rule: RuleName): readonly Incident[] {
  return unresolved.filter((incident) => incident.rule === rule);
}
