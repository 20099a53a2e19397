import { z } from "zod";
import { type AnyJob, defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { cron, every, type JobSchedule, noSchedule } from "../../../lib/cron/time/expressions.ts";
import { byTime, withinSeconds } from "../../../lib/cron/time/finish-by.ts";
import type { SimulatedJob, SimulatedRun } from "./simulated-installation.ts";

const MINUTE_MS = 60_000;
/** Zones whose clocks change on different nights, and two whose clocks never do. */
const ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Seoul", "America/Los_Angeles"];
const [UTC = "", NEW_YORK = "", BERLIN = "", SYDNEY = ""] = ZONES;

interface Kind {
  name: string;
  schedule: JobSchedule;
  /** How long a run takes, in minutes, more or less. */
  minutes: number;
  /** Whether one of its runs may fail now and then without anybody having to know: it runs again soon. */
  often?: boolean;
  more?: Partial<AnyJob>;
}

const often = (name: string, schedule: JobSchedule, minutes: number): Kind => ({
  name,
  schedule,
  minutes,
  often: true,
});
const daily = (name: string, time: string, zone: string, more: Partial<AnyJob> = {}): Kind => {
  return { name: `daily-${name}`, schedule: cron(`${time} * * *`, zone), minutes: 20, more };
};

/** 32 jobs as an application has them: some in the hour that daylight nights skip or show twice. */
const KINDS: readonly Kind[] = [
  ...[UTC, NEW_YORK, BERLIN].map((zone, at) => often(`quarter-${at}`, cron("*/15 * * * *", zone), 0.4)),
  ...[NEW_YORK, SYDNEY].map((zone, at) => often(`half-${at}`, cron("*/30 * * * *", zone), 2)),
  often("interval", every(2700), 5),
  ...ZONES.map((zone, at) => often(`hourly-${at}`, cron(`${at * 7} * * * *`, zone), 1 + at * 2)),
  ...ZONES.slice(0, 4).map((zone, at): Kind => {
    const schedule = cron("0 */6 * * *", zone);
    return { name: `six-hours-${at}`, schedule, minutes: 15, more: { finishBy: withinSeconds(3600) } };
  }),
  daily("gap-new-york", "30 2", NEW_YORK, { finishBy: byTime("04:15"), importance: "high" }),
  daily("gap-berlin", "30 2", BERLIN, { finishBy: byTime("04:15") }),
  daily("gap-sydney", "30 2", SYDNEY, { finishBy: byTime("04:15") }),
  daily("twice-new-york", "30 1", NEW_YORK, { finishBy: withinSeconds(5400) }),
  daily("twice-berlin", "15 2", BERLIN, { finishBy: byTime("05:00", "Europe/Berlin") }),
  daily("midnight", "0 0", UTC, { finishBy: byTime("06:00", "Asia/Seoul") }),
  daily("midnight-new-york", "0 0", NEW_YORK, { finishBy: byTime("03:00") }),
  daily("seoul", "30 4", "Asia/Seoul", { finishBy: byTime("06:00") }),
  daily("lunch", "0 12", BERLIN),
  daily("two-times", "0 3,15", NEW_YORK),
  ...["0 3 * * 0", "30 2 * * 0", "0 9 * * 1-5"].map((expression, at): Kind => {
    return { name: `weekly-${at}`, schedule: cron(expression, NEW_YORK), minutes: 30 };
  }),
  { name: "monthly", schedule: cron("30 2 1 * *", BERLIN), minutes: 45 },
  { name: "by-hand", schedule: noSchedule, minutes: 1 },
  { name: "switched-off", schedule: cron("*/15 * * * *"), minutes: 1, more: { enabledByDefault: false } },
];

const handler = () => Promise.reject(new Error("this job is only simulated"));

/** The jobs with what becomes of their slots, the same for the same seed. */
export function healthyJobs(seed: number): SimulatedJob[] {
  const random = randomOf(seed);
  return KINDS.map((kind) => {
    const job = defineJobFor<unknown>()({
      ...{ name: kind.name, description: "Does its work", category: "simulated", schedule: kind.schedule },
      ...{ timeoutSeconds: Math.ceil(kind.minutes * 60 * 4), maxAttempts: 3, params: z.strictObject({}), handler },
      ...kind.more,
    }) as AnyJob;
    let wasWell = true;
    const next = (slot: Date): SimulatedRun[] => {
      if (job.enabledByDefault === false) return [never(slot, "disabled")];
      const runs = runsOf(kind, slot, { random, mayFail: wasWell });
      wasWell = runs.every(({ status }) => status === "completed");
      return runs;
    };
    return { job, next };
  });
}

const never = (slot: Date, reason: string): SimulatedRun => {
  return { slot, startedAt: slot, endedAt: slot, status: "skipped", reason };
};

/** Mostly a run that begins within seconds; now and then one that is retried, one that fails, one more by hand. */
function runsOf(
  { minutes, often: mayBreak = false }: Kind,
  slot: Date,
  chance: { random: () => number; mayFail: boolean },
) {
  const { random, mayFail } = chance;
  const startedAt = new Date(slot.getTime() + Math.round(200 + random() * 4000));
  const endedAt = new Date(startedAt.getTime() + Math.round(minutes * MINUTE_MS * (0.6 + random() * 0.9)));
  const luck = random();
  const run = { slot, startedAt, endedAt, status: "completed" };
  if (luck < 0.03) return [{ ...run, attempts: 2 }];
  if (!mayBreak || !mayFail) return [run];
  if (luck < 0.05) return [{ ...run, status: "failed", attempts: 3 }];
  if (luck < 0.07) return [{ ...run, status: "partial" }];
  if (luck < 0.08) return [never(slot, "already_running")];
  if (luck < 0.09) return [never(slot, "skipped_by_person")];
  return luck < 0.1
    ? [
        run,
        { ...run, slot: null, startedAt: endedAt, endedAt: new Date(endedAt.getTime() + 2000), trigger: "dashboard" },
      ]
    : [run];
}

/** mulberry32 (Tommy Ettinger): small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
