"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { CHANNELS_PATH } from "@/components/text/paths";
import { WordedRefusal } from "@/lib/auth/refusals";
import { channelChangeBody, newChannelBody } from "@/lib/commands/channel-body";
import { changeChannel, createChannel, removeChannel, testChannel } from "@/lib/commands/channels";
import { mannerOfForm, targetOfForm } from "@/lib/http/bodies/channel-form";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

const permission = "alerts:configure";
const channel = z.string().max(60);
const version = z.coerce.number().int();

/** Of a webhook the answer is the only place that ever shows the secret that was made for it. */
export const createChannelAction = adminAction(
  { permission, fields: z.object({ kind: z.string(), name: z.string() }) },
  async (acting, { kind, name }, form) => {
    const wanted = parseInput(newChannelBody, { kind, name, ...targetOfForm(form), ...mannerOfForm(form) }, "form");
    const { signingSecret } = await createChannel(acting, wanted);
    refresh();
    if (signingSecret !== null) return { kind: "key", of: name, secret: signingSecret, example: null };
    return (await getTranslations("channels"))("made");
  },
);

export const changeChannelAction = adminAction(
  { permission, fields: z.object({ channel, version, origin: z.string(), name: z.string().optional() }) },
  async (acting, { channel: id, version, origin, name }, form) => {
    const own = origin === "environment" ? {} : { name, ...targetOfForm(form) };
    await changeChannel(acting, id, parseInput(channelChangeBody, { version, ...own, ...mannerOfForm(form) }, "form"));
    refresh();
    return (await getTranslations("channels"))("saved");
  },
);

export const switchChannelAction = adminAction(
  { permission, fields: z.object({ channel, version, enabled: z.stringbool() }) },
  async (acting, { channel: id, ...change }) => {
    await changeChannel(acting, id, change);
    refresh();
  },
);

export const removeChannelAction = adminAction(
  { permission, fields: z.object({ channel }) },
  async (acting, { channel: id }) => {
    await removeChannel(acting, id);
    redirect(CHANNELS_PATH);
  },
);

/** Says what the other side answered: a refusal is a refusal of theirs. */
export const testChannelAction = adminAction(
  { permission, fields: z.object({ channel }) },
  async (acting, { channel: id }) => {
    const answer = await testChannel(acting, id);
    refresh();
    const t = await getTranslations("channels");
    if (answer === null) throw new WordedRefusal(t("tested.none"));
    const { outcome, status, answer: text, reason } = answer;
    const parts = [status === null ? null : t("tested.status", { status: String(status) }), text || null, reason];
    const said = parts.filter((part) => part !== null).join(" · ");
    if (outcome !== "delivered") throw new WordedRefusal(t(`tested.${outcome}`, { answer: said }));
    return said === "" ? t("tested.deliveredPlain") : t("tested.delivered", { answer: said });
  },
);
