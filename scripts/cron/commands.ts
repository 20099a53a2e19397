import type { Command } from "./command.ts";
import { acknowledgeAlert, listAlerts, resolveAlert, showAlert, silenceAlerts } from "./commands/alerts.ts";
import { alertsDemo } from "./commands/alerts-demo.ts";
import { backfillCommand } from "./commands/backfill.ts";
import { listChannelsCommand, testChannelCommand } from "./commands/channels.ts";
import { doctor } from "./commands/doctor.ts";
import { cleanup, errors, history } from "./commands/history.ts";
import { disable, enable, info, list } from "./commands/jobs.ts";
import { logs } from "./commands/logs.ts";
import { newJob } from "./commands/new.ts";
import { next } from "./commands/next.ts";
import { pauseCommand, resumeCommand } from "./commands/pause.ts";
import { run } from "./commands/run.ts";
import { schedules } from "./commands/schedules.ts";
import { addSchedule, changeSchedule, removeScheduleCommand } from "./commands/schedules-change.ts";
import {
  pauseScheduleCommand,
  resumeScheduleCommand,
  runScheduleCommand,
  skipSlotCommand,
} from "./commands/schedules-steer.ts";
import { secret } from "./commands/secret.ts";
import { state } from "./commands/state.ts";
import { cancel, forceEnd, retry } from "./commands/steer.ts";
import { sync } from "./commands/sync.ts";
import { test } from "./commands/test.ts";
import { ticker } from "./commands/ticker.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  ...[list, info, run, history, errors, next, logs],
  ...[enable, disable, pauseCommand, resumeCommand, state, cancel, forceEnd, retry, backfillCommand],
  ...[schedules, addSchedule, changeSchedule, removeScheduleCommand],
  ...[pauseScheduleCommand, resumeScheduleCommand, runScheduleCommand, skipSlotCommand],
  ...[listAlerts, showAlert, acknowledgeAlert, resolveAlert, silenceAlerts, listChannelsCommand, testChannelCommand],
  alertsDemo,
  ...[newJob, doctor, test, ticker, sync, secret, cleanup],
];
