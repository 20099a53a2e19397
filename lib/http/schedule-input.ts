import { z } from "zod";
import { scheduleProblem } from "../cron/schedule.ts";

/** An expression and its zone from a query, checked together with the route's other parameters. */
export function expressionQuery<Shape extends z.ZodRawShape>(shape: Shape) {
  const fields = { expression: z.string().trim().min(1), timezone: z.string().max(64).default("UTC"), ...shape };
  return z.strictObject(fields).superRefine((given, context) => {
    const { expression, timezone } = given as { expression: string; timezone: string };
    const problem = scheduleProblem(expression, timezone);
    if (problem !== null) context.addIssue({ code: "custom", path: ["expression"], message: problem });
  });
}
