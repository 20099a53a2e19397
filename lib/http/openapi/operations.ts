import { PERMISSIONS, type Permission } from "../../auth/permissions.ts";
import { packs } from "../../jobs/index.ts";
import type { Pack, PackOperation } from "../../jobs/pack.ts";
import { ALERT_CHANNELS } from "./alert-channels.ts";
import { ALERTS } from "./alerts.ts";
import { CRON } from "./cron.ts";
import { failure } from "./errors.ts";
import { JOBS } from "./jobs.ts";
import { type Access, type Operation, TAGS } from "./operation.ts";
import { RUNS } from "./runs.ts";
import { SCHEDULES } from "./schedules.ts";
import { SETTINGS } from "./settings.ts";
import { SYSTEM } from "./system.ts";
import { success } from "./values.ts";

/** The operations of the application itself, whatever packs of jobs it has. */
export const OWN_OPERATIONS: readonly Operation[] = [
  ...JOBS,
  ...RUNS,
  ...SCHEDULES,
  ...CRON,
  ...ALERTS,
  ...ALERT_CHANNELS,
  ...SETTINGS,
  ...SYSTEM,
];

const apis = packs.flatMap((pack: Pack) => pack.api ?? []);

/** Every operation of the API. tests/api/openapi.test.ts holds it against the route files. */
export const OPERATIONS: readonly Operation[] = [
  ...OWN_OPERATIONS,
  ...apis.flatMap(({ tag, operations }) => operations.map((operation) => toOperation(tag, operation))),
];

/** What the document says of each heading. */
export const HEADINGS: Readonly<Record<string, string>> = {
  ...TAGS,
  ...Object.fromEntries(apis.map(({ tag, about }) => [tag, about])),
};

function toOperation(tag: string, operation: PackOperation): Operation {
  const { permission, orCronSecret, answer, refusals, ...told } = operation;
  const refused = Object.entries(refusals).map(([status, sentence]) => [status, refusalOf(Number(status), sentence)]);
  return {
    ...told,
    tag,
    access: accessOf(permission, orCronSecret),
    answers: {
      200: { description: answer.description, schema: success(answer.shape) },
      ...Object.fromEntries(refused),
    },
  };
}

function accessOf(name: string, orCronSecret: boolean | undefined): Access {
  const permission = PERMISSIONS.find((one): one is Permission => one === name);
  if (!permission) throw new Error(`A pack's operation names the permission ${name}, expected one of ${PERMISSIONS}`);
  return { kind: "permission", permission, ...(orCronSecret !== undefined && { orCronSecret }) };
}

function refusalOf(status: number, sentence: string) {
  const waits = status === 503 || status === 409;
  return { ...failure(sentence), ...(waits && { headers: { "retry-after": "Seconds to wait, where waiting helps" } }) };
}
