"use server";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { EditorAnswer, PreviewText } from "@/components/schedules/editor/editor-answer";
import { schedulePath } from "@/components/text/paths";
import type { Acting } from "@/lib/auth/acting";
import { ApiError, WordedRefusal } from "@/lib/auth/refusals";
import { dashboardDeps } from "@/lib/commands/deps";
import { createSchedule, editSchedule } from "@/lib/commands/edit-schedule";
import { requireJob } from "@/lib/commands/jobs";
import { previewChange } from "@/lib/commands/preview-change";
import { newScheduleBody, scheduleChangeBody } from "@/lib/commands/schedule-body";
import { fieldName, type ParamField, parseJson } from "@/lib/dashboard/forms/form-params";
import { paramFields } from "@/lib/dashboard/forms/param-fields";
import { cronFieldsOf } from "@/lib/dashboard/schedules/cron-fields";
import {
  changedOfForm,
  formValuesOf,
  mergeForms,
  paramValuesOf,
  wholeForm,
} from "@/lib/dashboard/schedules/schedule-form";
import { dateRemarks, type FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";
import { readSchedule } from "@/lib/dashboard/schedules/schedules";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";
import { conflictText } from "./conflict-text";
import { gapText, twiceTexts } from "./date-text";
import { NO_PREVIEW, previewText } from "./preview-text";

const sent = z.looseObject({
  job: z.string().max(100),
  schedule: z.string().max(120).optional(),
  version: z.coerce.number().int().optional(),
  base: z.string().max(100_000).optional(),
  intent: z.string().optional(),
  preset: z.string().optional(),
});
type Sent = z.output<typeof sent>;

/** What the person wants, read from the form. */
interface Wish {
  /** Null for a new schedule. */
  id: string | null;
  values: FormValues;
  base: FormValues;
  fields: ParamField[];
  /** Of the request that does it. */
  body: unknown;
}

/** Saves the editor's form, or tells what saving it would do; either way what was typed comes back. */
export async function saveScheduleAction(_previous: EditorAnswer, form: FormData): Promise<EditorAnswer> {
  let told: EditorAnswer = null;
  const act = adminAction({ permission: "cron:schedule", fields: sent }, async (acting, input) => {
    const wish = await readWish(acting, input, textsOf(form));
    if (input.intent === "preview" || input.preset) {
      told = { values: withoutSecrets(wish), preview: await previewOf(acting, wish) };
      return;
    }
    told = { values: withoutSecrets(wish) };
    const gap = await gapText(dateRemarks(wish.values, wish.base));
    if (gap !== null) throw new WordedRefusal(gap);
    const id = await save(acting, wish).catch(async (error: unknown) => {
      if (!isConflict(error) || wish.id === null) throw error;
      told = await conflicting(acting, { ...wish, id: wish.id });
      throw error;
    });
    redirect(schedulePath(id));
  });
  const answer = await act(null, form);
  const values = (told as EditorAnswer) ?? { values: textsOf(form) };
  return answer && "error" in answer ? { ...values, error: answer.error } : values;
}

async function previewOf(acting: Acting, wish: Wish): Promise<PreviewText> {
  const remarks = dateRemarks(wish.values, wish.base);
  const problem = await gapText(remarks);
  if (problem !== null) return { ...NO_PREVIEW, problem };
  const text = await previewText(await previewChange(acting, wish), acting.runtime);
  return { ...text, warnings: [...(await twiceTexts(remarks)), ...text.warnings] };
}

async function save(acting: Acting, { id, body }: Wish): Promise<string> {
  if (id === null) return await createSchedule(acting, parseInput(newScheduleBody, body, "schedule"));
  await editSchedule(acting, id, parseInput(scheduleChangeBody, body, "schedule"));
  return id;
}

async function readWish(acting: Acting, input: Sent, texts: FormValues): Promise<Wish> {
  const { job: jobName, schedule: id, version, preset } = input;
  const job = requireJob(acting.runtime, jobName);
  const fields = paramFields(job);
  const values = preset ? { ...texts, kind: "cron", expression: preset, ...cronFieldsOf(preset) } : texts;
  if (id === undefined) {
    const body = { jobName: job.name, ...(texts.id && { id: texts.id }), ...wholeForm(values, fields) };
    return { id: null, values, base: {}, fields, body };
  }
  const base = readBase(input.base);
  const change = changedOfForm(values, base, fields);
  const params = change.params === undefined ? {} : { params: await keepSecrets(acting, { id, fields, change }) };
  return { id, values, base, fields, body: { version, ...change, ...params } };
}

/** A secret that is left empty stays what it is: it comes back masked, which means so. */
async function keepSecrets(
  acting: Acting,
  { id, fields, change }: { id: string; fields: ParamField[]; change: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const stored = await readSchedule(dashboardDeps(acting.runtime), id);
  const masked = { ...(stored?.params as Record<string, unknown> | null) };
  const secret = fields.filter(({ name, secret }) => secret && masked[name] !== undefined);
  const kept = Object.fromEntries(secret.map(({ name }) => [name, masked[name]]));
  return { ...kept, ...(change.params as Record<string, unknown>) };
}

/** The form goes on from what is there now: their values where this person changed nothing. */
async function conflicting(acting: Acting, wish: Wish & { id: string }): Promise<EditorAnswer> {
  const current = await readSchedule(dashboardDeps(acting.runtime), wish.id);
  if (!current) return { values: wish.values };
  const fields = paramFields(requireJob(acting.runtime, current.jobName), current.params);
  const theirs = { ...formValuesOf(current), ...paramValuesOf(fields) };
  const forms = { mine: wish.values, base: wish.base, theirs };
  const merged = mergeForms(forms);
  const values = { ...merged, version: String(current.version), base: JSON.stringify(theirs) };
  return { values, conflict: await conflictText(forms, wish.fields) };
}

function withoutSecrets({ values, fields }: Wish): FormValues {
  const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => fieldName(name)));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
}

/** What the form began with, as it sends it along. It only decides which fields count as changed. */
function readBase(text: string | undefined): FormValues {
  const parsed = z
    .string()
    .pipe(z.transform(parseJson).pipe(z.record(z.string(), z.string())))
    .safeParse(text);
  return parsed.success ? parsed.data : {};
}

/** React's own fields begin with a sign that none of ours does. */
function textsOf(form: FormData): FormValues {
  const texts = [...form].filter(([name, value]) => typeof value === "string" && !name.startsWith("$"));
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}

const isConflict = (error: unknown) => error instanceof ApiError && error.fields.code === "version_conflict";
