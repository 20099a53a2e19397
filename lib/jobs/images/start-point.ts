import type { StateView } from "../../cron/jobs/context.ts";
import type { JobLog } from "../../cron/jobs/define-task.ts";
import type { ConvertImagesState } from "./convert-images.state.ts";

/** Where a run begins. */
export interface StartPoint {
  /** Objects changed at or after it are looked at; null for all. */
  since: Date | null;
  /** The last processed time that is kept until something newer has been dealt with. */
  watermark: Date | null;
  /** Rows of an earlier epoch are done again. */
  epoch: number;
}

/**
 * No state: everything, or from the configured start date. Broken state: from the start date or from now, never
 * everything by accident.
 */
export function startPointOf(
  state: StateView<ConvertImagesState>,
  { startDate, now }: { startDate: string | undefined; now: Date },
): StartPoint {
  const { epoch } = state;
  const configured = startDate === undefined ? null : new Date(startDate);
  switch (state.kind) {
    case "absent":
      return { since: configured, watermark: null, epoch };
    case "broken":
      return { since: configured ?? now, watermark: configured ?? now, epoch };
    case "present": {
      const { last_processed_time: last } = state.value;
      const watermark = last === null ? null : new Date(last);
      return { since: watermark ?? configured, watermark, epoch };
    }
  }
}

export function logStart(log: JobLog, state: StateView<ConvertImagesState>, { since }: StartPoint): void {
  const from = since === null ? "all objects" : `objects changed since ${since.toISOString()}`;
  switch (state.kind) {
    case "absent":
      log.warn(`No saved state: looking at ${from}`);
      return;
    case "broken":
      log.warn(`The saved state cannot be used (${state.problem}): looking at ${from}`);
      return;
    case "present":
      log.info(`State loaded: looking at ${from}`, { ...state.value });
      return;
  }
}

/**
 * The last processed time after dealing with objects up to `newest`. It never passes the start of the scan: an object
 * that came later under a key already passed must be found by the next run. Back to the whole second then, because S3
 * tells no more.
 */
export function advance(watermark: Date | null, { newest, scannedAt }: { newest: Date; scannedAt: Date }): Date {
  const reached = newest <= scannedAt ? newest : new Date(Math.floor(scannedAt.getTime() / 1000) * 1000);
  return watermark !== null && watermark > reached ? watermark : reached;
}
