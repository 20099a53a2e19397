import type { Db } from "../../db.ts";
import type { Probe } from "./probe.ts";

/** Counts the runs that wait for their lock key, their next attempt or a free process. */
export const queueProbe = (db: Db): Probe => ({
  component: "queue",
  async check(_signal, { maxQueueDepth }) {
    const depth = await db.cronJobLog.count({ where: { status: { in: ["queued", "retrying"] } } });
    if (depth > maxQueueDepth) throw new Error(`${depth} runs wait, expected at most ${maxQueueDepth}`);
    return `${depth} runs wait`;
  },
});
