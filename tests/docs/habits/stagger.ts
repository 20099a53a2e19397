import { cron } from "../../../lib/cron/time/expressions.ts";

// Right: a minute of its own (`npm run cron -- next` shows who starts when), and within five minutes of it.
export const atItsOwnMinute = { schedule: cron("17 2 * * *"), spreadSeconds: 300 };

// Wrong: midnight, with every other job of the installation.
export const withAllOthers = { schedule: cron("0 0 * * *") };
