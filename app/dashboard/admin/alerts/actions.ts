"use server";
import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { noteBody, optionalNoteBody, steerIncident } from "@/lib/commands/incidents";
import { liftSilence, makeSilence, silenceBody } from "@/lib/commands/silences";
import { endOfForm, lengthFields } from "@/lib/http/bodies/length-form";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

const permission = "alerts:steer";
const incident = z.string().max(60);
const note = z.string().default("");

export const acknowledgeAction = adminAction(
  { permission, fields: z.object({ incident, note }) },
  async (acting, { incident: id, note: text }) => {
    const { note } = parseInput(optionalNoteBody, { note: text }, "form");
    const { changed } = await steerIncident(acting, id, { act: "acknowledge", note });
    refresh();
    return (await getTranslations("incidents"))(changed ? "act.acknowledged" : "act.wasSo");
  },
);

export const resolveAction = adminAction(
  { permission, fields: z.object({ incident, note }) },
  async (acting, { incident: id, note: text }) => {
    const { note } = parseInput(optionalNoteBody, { note: text }, "form");
    const { changed } = await steerIncident(acting, id, { act: "resolve", note });
    refresh();
    return (await getTranslations("incidents"))(changed ? "act.resolved" : "act.wasSo");
  },
);

export const snoozeAction = adminAction(
  { permission, fields: z.object({ incident, ...lengthFields }) },
  async (acting, { incident: id, ...given }) => {
    const until = endOfForm(given, acting.runtime.clock.now());
    await steerIncident(acting, id, { act: "snooze", until });
    refresh();
  },
);

export const noteAction = adminAction(
  { permission, fields: z.object({ incident, note }) },
  async (acting, { incident: id, note: text }) => {
    const { note } = parseInput(noteBody, { note: text }, "form");
    await steerIncident(acting, id, { act: "note", note });
    refresh();
  },
);

export const silenceAction = adminAction(
  { permission, fields: z.object({ subject: z.string(), reason: z.string(), ...lengthFields }) },
  async (acting, { subject, reason, ...given }) => {
    const until = endOfForm(given, acting.runtime.clock.now()).toISOString();
    await makeSilence(acting, parseInput(silenceBody, { subject, reason, until }, "form"));
    refresh();
  },
);

export const endSilenceAction = adminAction(
  { permission, fields: z.object({ silence: z.string().max(60) }) },
  async (acting, { silence }) => {
    await liftSilence(acting, silence);
    refresh();
  },
);
