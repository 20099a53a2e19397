import { dashboardDeps } from "../../commands/deps.ts";
import { noSuchSchedule } from "../../commands/schedule-lock.ts";
import { readSchedule } from "../../dashboard/schedules/schedules.ts";
import { type AnswerOptions, json } from "../answers/answers.ts";
import type { Call } from "./route.ts";

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
