"use server";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { jobTabPath } from "@/components/text/paths";
import type { Acting } from "@/lib/auth/acting";
import { ApiError, WordedRefusal } from "@/lib/auth/refusals";
import { changeJobState } from "@/lib/commands/jobs";
import type { StateRefusal } from "@/lib/dashboard/jobs/audit-changes";
import { readJobStates } from "@/lib/dashboard/jobs/job-state";
import { knownError } from "@/lib/http/errors/known-errors";
import { adminAction } from "@/lib/http/routes/admin-action";

const subject = {
  job: z.string().max(100),
  key: z.string().max(200),
  /** The version that was on the person's screen. */
  version: z.coerce.number().int().min(0),
};

/** Saves what somebody wrote, while the state is still the one they saw. */
export const saveStateAction = adminAction(
  { permission: "cron:state", fields: z.object({ ...subject, text: z.string().max(300_000) }) },
  async (acting, { text, ...change }) => {
    try {
      await changeJobState(acting, { ...change, value: await stateOf(text) });
    } catch (error) {
      throw await refusal(acting, { ...change, draft: text, error });
    }
    redirect(jobTabPath(change.job, "state"));
  },
);

/** Resets a state. The tick is asked for here as well: a form can be sent without its page. */
export const resetStateAction = adminAction(
  { permission: "cron:state", fields: z.object({ ...subject, confirm: z.string().optional() }) },
  async (acting, { confirm, ...change }) => {
    const t = await getTranslations("jobState");
    if (confirm !== "yes") throw new WordedRefusal(t("confirmMissing"));
    try {
      await changeJobState(acting, { ...change, value: null });
    } catch (error) {
      const { conflict } = await conflictOf(acting, { ...change, error });
      if (!conflict) throw error;
      throw new WordedRefusal(t("stale", { version: conflict.version, seen: change.version }));
    }
    redirect(jobTabPath(change.job, "state"));
  },
);

async function stateOf(text: string) {
  const t = await getTranslations("jobState");
  const value = parseJson(text, (problem) => new WordedRefusal(t("notJson", { problem })));
  if (value === null) throw new WordedRefusal(t("notNull"));
  return value;
}

function parseJson(text: string, problem: (told: string) => WordedRefusal) {
  try {
    return z.json().parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw problem(error.message);
    throw error;
  }
}

interface Refused {
  job: string;
  key: string;
  error: unknown;
}

/** The error with what the person wrote and, if somebody else was faster, what is stored now. */
async function refusal(acting: Acting, refused: Refused & { draft: string }): Promise<unknown> {
  const { error } = refused;
  const details: StateRefusal = { draft: refused.draft, ...(await conflictOf(acting, refused)) };
  if (error instanceof WordedRefusal) return new WordedRefusal(error.message, details);
  const known = knownError(acting.runtime, error);
  if (!known) return error;
  return new ApiError(known.message, { ...known.fields, details });
}

async function conflictOf(acting: Acting, { job, key, error }: Refused): Promise<Pick<StateRefusal, "conflict">> {
  const isStale = error instanceof ApiError && error.fields.code === "version_conflict";
  if (!isStale) return { conflict: null };
  const stored = (await readJobStates(acting.runtime.db, job)).find((state) => state.key === key);
  if (!stored) return { conflict: null };
  const { version, value, updatedBy } = stored;
  return { conflict: { version, value, by: updatedBy ?? "" } };
}
