import type { Entry } from "../../dashboard/words/entries.ts";
import type { Incident } from "./incident.ts";
import type { RuleName } from "./vocabulary.ts";

/** Where people reach this installation, without a slash at the end. */
interface Place {
  appUrl: string;
}

/** The addresses of the screens, as components/text/paths.ts has them for links within. */
export const alertsLink = ({ appUrl }: Place) => `${appUrl}/dashboard/admin/alerts`;
export const incidentLink = (place: Place, id: string) => `${alertsLink(place)}/${id}`;
export const runLink = ({ appUrl }: Place, id: string) => `${appUrl}/admin/cron-logs/${id}`;
export const helpLink = ({ appUrl }: Place, entry: Entry) => `${appUrl}/dashboard/admin/health/help#${entry}`;

const ENTRY_OF: Record<RuleName, Entry> = {
  failed: "fails-again-and-again",
  partial: "only-partly-done",
  missed: "missed-its-slot",
  born_dead: "does-not-run",
  late: "late",
  slow: "slow",
  stuck: "does-not-end",
  overrun: "takes-longer-than-its-interval",
  component: "a-component-is-not-well",
  scheduler: "the-scheduler-stands-still",
  refused: "answers-401",
  drift: "platform-and-release-disagree",
  channel: "messages-do-not-arrive",
  release: "platform-and-release-disagree",
  raised: "raised-by-a-job",
};

/** Where the signal says more than its rule. */
const ENTRY_OF_CODE: Readonly<Record<string, Entry>> = {
  born_dead_unauthorized: "answers-401",
  born_dead_no_secret: "answers-401",
  born_dead_redirected: "answers-401",
  born_dead_unknown_path: "answers-404",
  born_dead_not_deployed: "answers-404",
  missed_not_begun: "does-not-run",
  slow_near_timeout: "always-times-out",
};

/** The entry of docs/troubleshooting.md that says more about an incident. */
export function entryOf({ rule, facts }: Pick<Incident, "rule" | "facts">): Entry {
  return ENTRY_OF_CODE[`${rule}_${facts.code}`] ?? ENTRY_OF[rule];
}
