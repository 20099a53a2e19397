import { readSchedule } from "../dashboard/schedules.ts";
import { type AnswerOptions, json } from "./answers.ts";
import { dashboardDeps } from "./deps.ts";
import type { Call } from "./route.ts";
import { noSuchSchedule } from "./schedule-lock.ts";

/** The schedule as it is now. @throws ApiError 404 */
export async function scheduleResponse(
  { runtime }: Pick<Call, "runtime">,
  id: string,
  options: AnswerOptions = {},
): Promise<Response> {
  const schedule = await readSchedule(dashboardDeps(runtime), id);
  if (!schedule) throw noSuchSchedule(id);
  return json({ success: true, schedule }, options);
}
