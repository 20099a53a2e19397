import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import type { Acting } from "../../auth/acting.ts";
import type { Permission } from "../../auth/permissions.ts";
import { WordedRefusal } from "../../auth/refusals.ts";
import { refusalWords } from "../../dashboard/words/refusal-words.ts";
import { getRuntime, type Runtime } from "../../runtime.ts";
import { authorisePerson } from "../auth/authorise.ts";
import { knownError } from "../errors/known-errors.ts";
import { parseInput } from "./admin-route.ts";
import { continueAfterAnswer, unforeseen } from "./route.ts";

/** A secret that its maker sees this once: it is in the answer alone, in no address, cookie or row. */
export interface ShownOnce {
  kind: "password" | "key";
  /** Whose it is: an e-mail address, a key's name. */
  of: string;
  secret: string;
  /** A command that uses it; null where there is none. */
  example: string | null;
}

/** What a form is told: null, a sentence, a secret or a run when the action did what was asked, else why not. */
export type ActionAnswer =
  | {
      /** In the person's language. */
      error: string;
      /** As in the API's errors. */
      details?: unknown;
    }
  | { said: string }
  | { shown: ShownOnce }
  | { begun: BegunHere }
  | null;

/** A run that was begun for somebody who stays on the page. */
export interface BegunHere {
  runId: string;
  jobName: string;
}

/** What an action that succeeded has to say; mostly nothing, for the page shows it. */
type Outcome = string | ShownOnce | BegunHere | undefined;

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
  act: (acting: Acting, input: z.output<Fields>, form: FormData) => Promise<Outcome> | Promise<void>,
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
      const outcome = await act(acting, parseInput(fields, Object.fromEntries(form), "form"), form);
      return toAnswer(outcome ?? undefined);
    } catch (error) {
      unstable_rethrow(error);
      return await toRefusal(runtime, error);
    }
  };
}

/** The API's sentence is English and made for programs; a person reads it by its machine word and data. */
async function toRefusal(runtime: Runtime, error: unknown): Promise<ActionAnswer> {
  if (error instanceof WordedRefusal) return { error: error.message, details: error.details };
  const known = knownError(runtime, error);
  if (!known) {
    runtime.logger.error({ err: error }, "a server action failed");
    runtime.sentry?.report(error, { method: "POST", route: "server action", kind: "action" });
  }
  const { fields } = known ?? unforeseen(error);
  return { error: refusalWords(await getTranslations("words"), fields), details: fields.details };
}

function toAnswer(outcome: Outcome): ActionAnswer {
  if (outcome === undefined) return null;
  if (typeof outcome === "string") return { said: outcome };
  return "runId" in outcome ? { begun: outcome } : { shown: outcome };
}
