import { cron } from "../../../lib/cron/time/expressions.ts";

// Right: nine in New York, in summer and in winter. An unknown zone keeps the process from starting.
export const atNine = { schedule: cron("0 9 * * *", "America/New_York") };

// Wrong: nine in New York until March, then ten.
export const atNineUntilMarch = { schedule: cron("0 14 * * *") };
