"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { KEY_LIFE_DAYS } from "@/components/settings/key-form";
import { createApiKey, revokeApiKey } from "@/lib/http/actions/api-keys";
import { adminAction } from "@/lib/http/admin-action";
import { parseInput } from "@/lib/http/admin-route";
import { newKeyBody } from "@/lib/http/api-keys";
import { keyExample } from "@/lib/http/key-example";

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
