import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AdmitAnswer, StartedRun } from "../../../lib/cron/ports/runs.ts";
import { OVERLAP_POLICIES } from "../../../lib/cron/words/vocabulary.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, beating, claiming, ending, handingBack, tally } from "../support/requests.ts";

const PROCESSES = 3;
const CALLERS = 8;
const CALLS = 60;
const KEYS = 12;
const JOBS = ["job-0", "job-1", "job-2"];
const LEASE_MS = 60_000;

const seed = Date.now();
let state = seed % 2_147_483_647;
/** Park and Miller's generator: the seed is in the failure's message. */
function random(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}
const chance = (share: number) => random() < share;

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores({ connections: 24 });
});
afterAll(() => stores.close());

/** What really runs, as the handlers themselves know it: our own rows prove nothing about themselves. */
class Effects {
  readonly #running = new Map<string, Set<string>>();
  readonly breaches: string[] = [];
  readonly finished: string[] = [];
  refused = 0;

  enter(run: StartedRun, lanes: number): void {
    const here = this.#running.get(run.lockKey) ?? new Set();
    this.#running.set(run.lockKey, here.add(`${run.id} ${run.fence}`));
    if (here.size > lanes) this.breaches.push(`${here.size} runs of ${run.lockKey} at once`);
  }

  leave(run: StartedRun): void {
    this.#running.get(run.lockKey)?.delete(`${run.id} ${run.fence}`);
  }
}

it("keeps every promise while processes freeze, claim, cancel, sweep and race for the same keys", async () => {
  const effects = new Effects();
  await Promise.all(Array.from({ length: PROCESSES }, () => oneProcess(effects)));
  await settleRest();

  expect(effects.breaches, `seed ${seed}`).toEqual([]);
  expect(effects.finished.length, `seed ${seed}`).toBe(new Set(effects.finished).size);
  expect(effects.refused, `seed ${seed}`).toBeGreaterThan(0);
  const twice =
    "select schedule_id from cron_job_logs where schedule_id is not null group by schedule_id, scheduled_for having count(*) > 1";
  expect(await stores.rows(twice), `seed ${seed}`).toEqual([]);
  expect(await deadlocks(), `seed ${seed}`).toBe(0);
  expect(await statistics(), `seed ${seed}`).toEqual(await rowCounts());
}, 60_000);

/** All that goes on in a server at once: callers, a claimer, a keeper, and a sweeper that also cancels. */
async function oneProcess(effects: Effects): Promise<void> {
  const { runs } = createPostgresStores(stores.pool);
  const held = new Set<StartedRun>();
  let calling = true;
  const work = async (run: StartedRun) => {
    held.add(run);
    await handle(runs, run, effects);
    held.delete(run);
  };
  const callers = Array.from({ length: CALLERS }, async () => {
    for (let call = 0; call < CALLS; call++) {
      const answer = await runs.admit(anyRequest());
      if (answer.outcome === "started") await work(answer.run);
      else await reactTo(answer);
    }
  });
  const claimer = (async () => {
    const claimed: Promise<void>[] = [];
    while (calling) {
      const taken = await runs.claim(claiming({ jobNames: JOBS, leaseMs: LEASE_MS, limit: 8 }));
      claimed.push(...taken.map(work));
      await sleep(5);
    }
    await Promise.all(claimed);
  })();
  const keeper = (async () => {
    while (calling) {
      await runs.beat([...held].map((run) => beating(run, { progress: { done: 1, total: null, note: null } })));
      await sleep(2);
    }
  })();
  const sweeper = (async () => {
    while (calling) {
      await runs.rescue(100);
      const [some] = await stores.rows<{ id: string }>(
        "select id from cron_job_logs where completed_at is null order by random() limit 1",
      );
      if (some) await runs.cancel(some.id);
      await sleep(20);
    }
  })();
  await Promise.all(callers);
  calling = false;
  await Promise.all([claimer, keeper, sweeper]);
}

function anyRequest() {
  const key = Math.floor(random() * KEYS);
  const overlap = OVERLAP_POLICIES[key % OVERLAP_POLICIES.length] ?? "skip";
  const minute = new Date(Date.parse("2026-11-21T09:00:00Z") + Math.floor(random() * 30) * 60_000);
  return admission({
    jobName: JOBS[key % JOBS.length] ?? "job-0",
    lockKey: `key-${key}`,
    overlap,
    lanes: lanesOf(`key-${key}`),
    leaseMs: LEASE_MS,
    slot: chance(0.6) ? { scheduleId: `schedule-${key}`, previous: minute, next: null } : null,
  });
}

const lanesOf = (lockKey: string) => (Number(lockKey.slice(4)) % OVERLAP_POLICIES.length === 3 ? 3 : 1);

async function handle(runs: TestStores["runs"], run: StartedRun, effects: Effects): Promise<void> {
  effects.enter(run, lanesOf(run.lockKey));
  await sleep(random() * 8);
  if (chance(0.3))
    await runs.beat([beating(run, { leaseMs: LEASE_MS, progress: { done: 1, total: null, note: null } })]);
  effects.leave(run);
  // A frozen process: its lease is over before it comes to finish, and others may have taken the key meanwhile.
  if (chance(0.1)) {
    const expire =
      "update cron_job_logs set lease_expires_at = cron_now() - interval '1 ms' where id = $1 and fence = $2 and lane is not null";
    await stores.pool.query(expire, [run.id, run.fence]);
    await sleep(random() * 60);
  }
  const handsBack = chance(0.2) && run.attempt < run.maxAttempts;
  const status = chance(0.8) ? "completed" : "failed";
  const answer = await runs.finish(handsBack ? handingBack(run, { retryInMs: 5 }) : ending(run, { status }));
  if (answer.applied) effects.finished.push(`${run.id} ${run.fence}`);
  else effects.refused++;
}

async function reactTo(answer: AdmitAnswer): Promise<void> {
  if (answer.outcome === "skipped" && answer.reason === "already_running") expect(answer.heldBy?.runId).toBeTruthy();
  await sleep(random() * 3);
}

/** Ends what is still open, so that rows and statistics can be compared. */
async function settleRest(): Promise<void> {
  await stores.pool.query(
    "update cron_job_logs set lease_expires_at = cron_now() - interval '1 ms' where lane is not null",
  );
  await stores.runs.rescue(1_000);
  const waiting = await stores.rows<{ id: string }>("select id from cron_job_logs where next_attempt_at is not null");
  for (const { id } of waiting) await stores.runs.cancel(id);
}

async function rowCounts(): Promise<Record<string, number>> {
  return tally((await stores.rows<{ status: string }>("select status from cron_job_logs")).map(({ status }) => status));
}

/** Each would be tried once more, at the price of a second's wait: the order of locks is there to have none. */
async function deadlocks(): Promise<number> {
  const [row] = await stores.rows<{ deadlocks: number }>(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  return row?.deadlocks ?? 0;
}

async function statistics(): Promise<Record<string, number>> {
  const statuses = ["completed", "partial", "failed", "timed_out", "abandoned", "cancelled", "skipped", "missed"];
  const sums = statuses.map((status) => `sum(${status})::int as ${status}`);
  const [row] = await stores.rows<Record<string, number>>(`select ${sums} from cron_job_stats_hourly`);
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, count]) => count > 0));
}
