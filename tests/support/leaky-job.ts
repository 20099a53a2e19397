import { z } from "zod";
import { type AnyJob, defineJobFor } from "../../lib/cron/jobs/define-job.ts";
import { ok } from "./scripted-job.ts";

/** Planted secrets: signs in them are spelled in several ways. */
export const PLANTED = {
  parameter: 'planted"par&m=/eter+0815',
  redisPassword: "planted/r3dis+pa ss-4711",
  cronSecret: "planted-cron-secret-0123456789-abcdef",
} as const;

/** As text may show a secret: plain, in a URL, in JSON, and in the base64 of a header. */
const spelledOut = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  btoa(`default:${secret}`),
];

/** What is looked for: of base64 only what comes of the secret, since its ends come of what stands around it, too. */
export function spellingsOf(secret: string): string[] {
  const [plain = "", url = "", json = "", base64 = ""] = spelledOut(secret);
  return [plain, url, json, base64.slice(12, -4)];
}

const EVERYTHING = Object.values(PLANTED).flatMap(spelledOut).join(" ");

/** Tells all that it must not, in each way that a handler has, and then ends as it is told to. */
export const leakyJob = defineJobFor<unknown>()({
  name: "leaky",
  description: "Tells what it must not",
  category: "tests",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 1,
  params: z.strictObject({
    ending: z.enum(["return", "throw", "throw-object", "reject-all"]).default("return"),
    token: z.string().meta({ secret: true }),
  }),
  state: z.looseObject({}),
  handler: async () => ({
    run: async ({ log, progress, state, alerts }, { ending, token }) => {
      const all = `${token} ${EVERYTHING}`;
      log.debug(all);
      log.info(`using ${all}`, { deep: [{ [all]: all }] });
      log.error(all, { token, headers: { authorization: `Bearer ${PLANTED.cronSecret}` } });
      progress(1, 2, PLANTED.redisPassword);
      progress(2, 2, token);
      const title = `${token} and ${PLANTED.redisPassword}`;
      alerts.raise({ subject: `account:${token}`, severity: "critical", title, detail: all });
      await state.save({ all, token, [token]: PLANTED.cronSecret });
      const error = Object.assign(new Error(`401 for ${all}`, { cause: new Error(all) }), { code: token });
      if (ending === "throw") throw error;
      if (ending === "throw-object") throw { config: { auth: all } };
      if (ending === "reject-all") throw new AggregateError([error, all], all);
      return { ...ok, message: all, errors: [{ id: token, error: all }], [token]: all };
    },
  }),
}) as AnyJob;
