import { z } from "zod";
import { scheduleProblem } from "../../cron/time/expressions.ts";
import { instant } from "../../dashboard/words/instant.ts";

/**
 * Query of `GET /api/admin/schedules/preview`: the expression is checked together with the other parameters. `id` is
 * the schedule that is being edited.
 */
export const previewQuery = z
  .strictObject({
    expression: z.string().trim().min(1),
    timezone: z.string().max(64).default("UTC"),
    from: instant.optional(),
    count: z.coerce.number().int().min(1).max(50).default(10),
    id: z.string().max(120).optional(),
  })
  .superRefine(({ expression, timezone }, context) => {
    const problem = scheduleProblem(expression, timezone);
    if (problem !== null) context.addIssue({ code: "custom", path: ["expression"], message: problem.message });
  });
