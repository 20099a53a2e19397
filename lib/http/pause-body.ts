import { z } from "zod";
import { exactInstant } from "../dashboard/instant.ts";

/** Body of the pause routes: why, and when it ends by itself. */
export const pauseBody = z.strictObject({
  reason: z.string().trim().min(1, "say why: the reason is shown wherever the pause is").max(500),
  until: exactInstant.nullable().default(null),
});

/** Body of `POST /api/admin/scheduler/resume`: nothing is told. */
export const resumeBody = z.strictObject({});
