import { z } from "zod";

const force = z.boolean().default(false);

/** Body of `POST /api/admin/cron-jobs/<job>/run`; `force` runs it although it is disabled or paused. */
export const runBody = z.strictObject({ params: z.unknown().optional(), force });

/** Body of `POST /api/admin/run-cron-job`. */
export const runAndWaitBody = z.strictObject({ jobName: z.string().optional(), params: z.unknown().optional() });

/** Body of `POST /api/admin/schedules/<id>/run`. */
export const runScheduleBody = z.strictObject({ force });

/** Body of `POST /api/admin/runs/<id>/force-end`. */
export const forceEndBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });
