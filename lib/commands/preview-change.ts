import type { Acting } from "../auth/acting.ts";
import { lanesOf } from "../cron/jobs/lock-key.ts";
import { planEdit, planNew } from "../cron/schedules/edit.ts";
import type { ScheduleWrite } from "../cron/schedules/record.ts";
import { DEFAULT_SETTINGS, type ScheduleSettings, timingOf } from "../cron/schedules/settings.ts";
import { nextSlot } from "../cron/time/timing.ts";
import {
  type Lint,
  lintCollisions,
  lintDayFields,
  lintPlan,
  offsetShift,
} from "../dashboard/schedules/schedule-lint.ts";
import { recordOf } from "../dashboard/schedules/schedule-row.ts";
import { spreadMs } from "../dashboard/schedules/starts.ts";
import { type Issue, issueOfSchema } from "../dashboard/words/issue-words.ts";
import { getRuntime } from "../runtime.ts";
import { dashboardDeps } from "./deps.ts";
import { issueOf, newScheduleBody, scheduleChangeBody, scheduleChangeOf } from "./schedule-body.ts";
import { noSuchSchedule } from "./schedule-lock.ts";

/** What a schedule would do if it were saved as it stands in the editor. */
export type ChangePreview =
  | { kind: "refused"; issues: readonly Issue[] }
  | {
      kind: "preview";
      settings: ScheduleSettings;
      instants: Date[];
      /** Instants on a day on which the clocks change, by how many minutes. */
      shifts: { at: Date; minutes: number }[];
      lint: Lint[];
    };

/** Instants that a preview lists. */
export const PREVIEWED = 10;

/**
 * Plans a change as saving it would, and changes nothing.
 * @param id of the schedule that is edited, null for a new one
 * @param body of the request that would save it
 * @throws ApiError 404
 */
export async function previewChange(
  { runtime }: Pick<Acting, "runtime">,
  { id, body }: { id: string | null; body: unknown },
): Promise<ChangePreview> {
  const plan = id === null ? planOfNew({ runtime }, body) : await planOfEdit({ runtime }, id, body);
  if ("issues" in plan) return { kind: "refused", issues: plan.issues };
  const { settings } = plan.write;
  const instants = instantsOf(plan.write);
  const delayMs = spreadMs(settings.delaySeconds, runtime.engine.find(plan.write.jobName));
  const starts = instants.map((at) => new Date(at.getTime() + delayMs));
  return {
    kind: "preview",
    ...{ settings, instants },
    shifts: instants.flatMap((at) => {
      const minutes = settings.kind === "cron" ? offsetShift(settings.timezone, at) : null;
      return minutes === null ? [] : { at, minutes };
    }),
    lint: [
      ...(settings.kind === "cron" ? lintDayFields(settings.expression ?? "") : []),
      ...(settings.kind === "cron" && instants.length === PREVIEWED ? lintPlan(instants, runtime.plan) : []),
      ...(await lintCollisions(dashboardDeps(runtime), starts, id)),
    ],
  };
}

type Planned = { issues: readonly Issue[] } | { write: ScheduleWrite };

function planOfNew({ runtime }: Pick<Acting, "runtime">, body: unknown): Planned {
  const parsed = newScheduleBody.safeParse(body);
  if (!parsed.success) return { issues: parsed.error.issues.map(issueOfSchema) };
  const { jobName, id = "new", ...given } = parsed.data;
  const { settings, runNow = false } = scheduleChangeOf(given);
  const schedule = { id, jobName, name: id, settings: { ...DEFAULT_SETTINGS, ...settings }, createdBy: "" };
  return toPlanned(
    planNew(schedule, { now: runtime.clock.now(), runNow, lanes: lanesOf(runtime.engine.find(jobName)) }),
  );
}

async function planOfEdit({ runtime }: Pick<Acting, "runtime">, id: string, body: unknown): Promise<Planned> {
  const parsed = scheduleChangeBody.safeParse(body);
  if (!parsed.success) return { issues: parsed.error.issues.map(issueOfSchema) };
  const row = await runtime.db.cronSchedule.findUnique({ where: { id } });
  if (!row) throw noSuchSchedule(id);
  const { version: _, ...given } = parsed.data;
  return toPlanned(
    planEdit(recordOf(row), scheduleChangeOf(given), {
      now: runtime.clock.now(),
      lanes: lanesOf(runtime.engine.find(row.jobName)),
    }),
  );
}

function toPlanned(plan: ReturnType<typeof planNew>): Planned {
  return plan.kind === "refused" ? { issues: plan.problems.map(issueOf) } : { write: plan.write };
}

function instantsOf({ settings, anchorAt, nextSlot: first }: ScheduleWrite): Date[] {
  const timing = timingOf(settings, anchorAt);
  const end = settings.endsAt === null ? null : new Date(settings.endsAt);
  const instants: Date[] = [];
  for (let at = first; at && (!end || at <= end) && instants.length < PREVIEWED; at = nextSlot(timing, at))
    instants.push(at);
  return instants;
}

/** What the editor shows when it opens, and the plan whose limits it speaks of. @throws what `previewChange` throws */
export async function readPreview(question: Parameters<typeof previewChange>[1]) {
  const runtime = getRuntime();
  return { preview: await previewChange({ runtime }, question), plan: runtime.plan };
}
