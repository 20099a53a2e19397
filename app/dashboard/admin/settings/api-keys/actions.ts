"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { KEY_LIFE_DAYS } from "@/components/settings/key-form";
import { createApiKey, newKeyBody, revokeApiKey } from "@/lib/commands/api-keys";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";
import { keyExample } from "@/lib/http/routes/key-example";

const permission = "keys:manage";
const DAY_MS = 86_400_000;

/** The answer is the only place that ever shows the key. */
export const createKeyAction = adminAction(
  { permission, fields: z.object({ name: z.string(), days: z.enum(KEY_LIFE_DAYS) }) },
  async (acting, { name, days }, form) => {
    const { env, clock } = acting.runtime;
    const expiresAt = days === "never" ? null : new Date(clock.now().getTime() + Number(days) * DAY_MS).toISOString();
    const wanted = parseInput(newKeyBody, { name, permissions: form.getAll("permissions"), expiresAt }, "form");
    const { key } = await createApiKey(acting, wanted);
    refresh();
    const example = keyExample({ appUrl: env.appUrl, key, permissions: wanted.permissions });
    return { kind: "key", of: wanted.name, secret: key, example };
  },
);

export const revokeKeyAction = adminAction(
  { permission, fields: z.object({ id: z.string().max(64) }) },
  async (acting, { id }) => {
    await revokeApiKey(acting, id);
    refresh();
  },
);
