import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** Refused calls of the cron routes within the rule's quiet time. */
interface RefusedWithin {
  /** The most within any window of the rule's length. */
  most: number;
  /** Of these, those that came as the platform. */
  byPlatform: number;
  firstAt: Date | null;
  lastAt: Date | null;
  /** Who sent most of them. */
  agent: string | null;
  address: string | null;
}

const MINUTE_MS = 60_000;

/**
 * `refused`: more refused secrets than the rule's number within its minutes, or one call that came as the platform; over
 * after the rule's quiet minutes. Who only says that it is the platform opens an incident, too: there is no telling.
 */
export const refusedSignals: SignalReader = async (reads) => {
  const { enabled, severity, numbers } = reads.rule("refused");
  const known = unresolvedOf(reads, "refused");
  const refused = enabled ? await readRefused(reads, numbers) : null;
  const isOver = refused?.lastAt == null;
  if (isOver) {
    return known.map(({ subject }): Signal => ({ rule: "refused", subject, at: reads.now, says: "right" }));
  }
  const isWrong = refused.most > numbers.calls || refused.byPlatform > 0;
  if (!isWrong) return [];
  const about = { rule: "refused", subject: subjects.cronRoutes, at: refused.lastAt, jobName: null, category: null };
  return [{ ...about, says: "wrong", severity, facts: factsOf(refused) } as Signal];
};

interface Windows {
  withinMinutes: number;
  quietMinutes: number;
}

/** By the index on the status: a flood has a row a second at most, which stands for all of its calls. */
async function readRefused({ db, now }: SignalReads, { withinMinutes, quietMinutes }: Windows): Promise<RefusedWithin> {
  const since = new Date(now.getTime() - quietMinutes * MINUTE_MS);
  const [row] = await db.$queryRaw<RefusedWithin[]>`
    with refused as (
      select at, agent, address, 1 + sampled as calls from cron_calls
       where status in (401, 429) and at > ${since} and at <= ${now}
    ), windows as (
      select sum(calls) over (order by at range between ${withinMinutes}::int * interval '1 minute' preceding and current row) as calls
        from refused
    ), senders as (
      select agent, address from refused group by 1, 2 order by sum(calls) desc, 1, 2 limit 1
    )
    select coalesce((select max(calls) from windows), 0)::int as most,
           coalesce(sum(calls) filter (where agent like 'vercel-cron/%'), 0)::int as "byPlatform",
           min(at) as "firstAt", max(at) as "lastAt",
           (select agent from senders) as agent, (select address from senders) as address
      from refused`;
  return row ?? { most: 0, byPlatform: 0, firstAt: null, lastAt: null, agent: null, address: null };
}

function factsOf({ most, byPlatform, firstAt, agent, address }: RefusedWithin) {
  return {
    ...(byPlatform > 0 && { code: "platform" }),
    count: byPlatform > 0 ? byPlatform : most,
    ...(firstAt && { since: firstAt.toISOString() }),
    names: { agents: agent === null ? [] : [agent], addresses: address === null ? [] : [address] },
  };
}
