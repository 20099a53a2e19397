import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { getRuntime } from "../runtime.ts";
import type { Acting } from "./acting.ts";
import { parseInput } from "./admin-route.ts";
import { authorisePerson } from "./authorise-person.ts";
import { continueAfterAnswer } from "./background.ts";
import { knownError } from "./known-errors.ts";
import type { Permission } from "./permissions.ts";
import { unforeseen } from "./route.ts";

/** What a form is told: nothing when the action did what was asked, else one sentence. */
export type ActionAnswer = { error: string } | null;

export interface ActionRules<Fields extends z.ZodType> {
  permission: Permission;
  /** The form's fields, as text. */
  fields: Fields;
}

/**
 * A server action of people: session, permission, origin and fields are checked here, as `adminRoute` does for routes.
 * The browser can call any action by hand, so a hidden button is no check.
 */
export function adminAction<Fields extends z.ZodType>(
  { permission, fields }: ActionRules<Fields>,
  act: (acting: Acting, input: z.output<Fields>, form: FormData) => Promise<void>,
): (previous: ActionAnswer, form: FormData) => Promise<ActionAnswer> {
  return async (_previous, form) => {
    const runtime = getRuntime();
    try {
      const request = { method: "POST", headers: await headers() };
      const person = await authorisePerson(runtime, request, permission);
      const acting: Acting = {
        runtime,
        actor: { kind: "person", person },
        headers: request.headers,
        background: continueAfterAnswer,
      };
      await act(acting, parseInput(fields, Object.fromEntries(form), "form"), form);
      return null;
    } catch (error) {
      unstable_rethrow(error);
      const known = knownError(runtime, error);
      if (!known) runtime.logger.error({ err: error }, "a server action failed");
      return { error: (known ?? unforeseen(error)).message };
    }
  };
}
