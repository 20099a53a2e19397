import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** What the latest checks of a component came to. */
interface CheckedComponent {
  component: string;
  checkedAt: Date;
  healthy: boolean;
  detail: string | null;
  /** Failing checks in a row, the latest among them. */
  failures: number;
  /** When the first of these was made. */
  failingSince: Date | null;
}

const DAY_MS = 86_400_000;
/** What was not heard of for so long is no component of today. */
const KNOWN_MS = 7 * DAY_MS;
/** What the others have outlived by so much is checked no more, as SMTP without its variable. */
const RETIRED_MS = 3_600_000;
/** More in a row are counted no further. */
const MOST_FAILURES = 100;

/** `component`: so many failing checks in a row; the first good one ends it. */
export const componentSignals: SignalReader = async (reads) => {
  const components = await readComponents(reads);
  const wrong = components.flatMap((checked) => sick(reads, checked) ?? []);
  const over = unresolvedOf(reads, "component")
    .filter(({ subject }) => isWell(reads, { subject, components }))
    .map(({ subject }): Signal => ({ rule: "component", subject, at: reads.now, says: "right" }));
  return [...wrong, ...over];
};

/** Names are found by skipping from one to the next in the index: there are few, with many rows each. */
async function readComponents({ db, now }: SignalReads): Promise<CheckedComponent[]> {
  const known = new Date(now.getTime() - KNOWN_MS);
  return await db.$queryRaw<CheckedComponent[]>`
    with recursive names as (
      (select component from uptime_check order by component limit 1)
      union all
      select (select u.component from uptime_check u where u.component > n.component order by u.component limit 1)
        from names n where n.component is not null)
    select n.component, l.checked_at as "checkedAt", l.healthy, l.detail, f.failures, f.since as "failingSince" from names n
     cross join lateral (select checked_at, healthy, detail from uptime_check c where c.component = n.component
       order by c.checked_at desc limit 1) l
     cross join lateral (
       select count(*)::int as failures, min(r.checked_at) as since
         from (select c.checked_at, bool_or(c.healthy) over (order by c.checked_at desc) as ended from (
                 select checked_at, healthy from uptime_check c where c.component = n.component
                  order by c.checked_at desc limit ${MOST_FAILURES}) c) r where not r.ended) f
     where l.checked_at >= ${known} order by n.component`;
}

function sick({ rule }: SignalReads, checked: CheckedComponent): Signal | null {
  const { enabled, severity, numbers } = rule("component");
  if (!enabled || checked.failures < numbers.checks) return null;
  const { component, checkedAt: at, detail, failures: count, failingSince } = checked;
  const subject = subjects.component(component);
  const code = subject === subjects.database ? "database" : undefined;
  const since = failingSince?.toISOString();
  const facts = { ...(code && { code }), ...(detail !== null && { detail }), ...(since && { since }), count };
  return { rule: "component", subject, at, says: "wrong", severity, jobName: null, category: null, facts };
}

/** Well again, or looked at no more; what only this release does not hear of stays as it is. */
function isWell({ rule }: SignalReads, of: { subject: string; components: readonly CheckedComponent[] }): boolean {
  if (!rule("component").enabled) return true;
  const own = of.components.find(({ component }) => subjects.component(component) === of.subject);
  if (own === undefined) return of.components.length > 0;
  const newestMs = Math.max(...of.components.map(({ checkedAt }) => checkedAt.getTime()));
  return own.healthy || newestMs - own.checkedAt.getTime() > RETIRED_MS;
}
