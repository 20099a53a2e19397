import { z } from "zod";
import { PERMISSIONS, ROLES } from "../../auth/permissions.ts";
import type { ListedKey } from "../../commands/api-keys.ts";
import type { ListedMember, Member } from "../../commands/member-list.ts";
import type { Profile } from "../../commands/profile.ts";
import type { RetentionDays } from "../../commands/retention.ts";
import type { CallEntry } from "../../dashboard/health/calls.ts";
import type { AppliedRetention } from "../../dashboard/health/check-retention.ts";
import { anyJson, count, instantSchema, milliseconds, runId, type Told } from "./values.ts";

const role = z.enum(ROLES).meta({ id: "Role" });
const permission = z.enum(PERMISSIONS).meta({ id: "Permission" });

export const member = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: role.nullable().describe("Null: such an account may do nothing"),
    banned: z.boolean(),
    banReason: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: "Member" }) satisfies z.ZodType<Told<Member>>;

export const listedMember = member
  .extend({ sessions: count.describe("Browsers in which this person is signed in") })
  .meta({ id: "ListedMember" }) satisfies z.ZodType<Told<ListedMember>>;

export const profile = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: role.nullable(),
    permissions: z.array(permission),
  })
  .meta({ id: "Profile" }) satisfies z.ZodType<Told<Profile>>;

export const apiKey = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: z.enum(["active", "expired", "revoked"]),
    permissions: z.array(z.string()).describe("What it was given"),
    effectivePermissions: z.array(z.string()).describe("What of it counts now: no more than its maker may do"),
    createdBy: z.string().nullable().describe("E-mail address of its maker; null when the account is gone"),
    createdAt: instantSchema,
    lastUsedAt: instantSchema.nullable().describe("To the minute"),
    expiresAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
  })
  .meta({ id: "ApiKey" }) satisfies z.ZodType<Told<ListedKey>>;

export const retention = {
  runDays: count,
  logLineDays: count,
  callDays: count,
} satisfies { [Key in keyof RetentionDays]: z.ZodType<RetentionDays[Key]> };

export const appliedRetention = z
  .strictObject({
    at: instantSchema,
    runs: count.describe("Runs deleted"),
    logLines: count.describe("Log lines deleted, those of the runs included"),
    finished: z.boolean().describe("False when more was past its time: it goes with the next pass"),
  })
  .meta({ id: "AppliedRetention" }) satisfies z.ZodType<Told<AppliedRetention>>;

export const auditEntry = z
  .strictObject({
    id: z.uuid(),
    at: instantSchema,
    actor: z.string().describe("A person's e-mail address, key:<name>, cron-secret or cli:<user>"),
    action: z.string().describe("noun.verb"),
    target: z.string(),
    before: anyJson,
    after: anyJson,
    note: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: "AuditEntry" });

export const call = z
  .strictObject({
    id: z.string(),
    at: instantSchema,
    method: z.string(),
    path: z.string().describe("Without its query"),
    status: z.int(),
    reason: z.string().nullable(),
    jobName: z.string().nullable(),
    runId: runId.nullable(),
    agent: z.string().nullable(),
    address: z.string(),
    schedule: z.string().nullable().describe("What the platform says it called for"),
    duration: milliseconds,
    sampled: count.describe("The row stands for so many more calls that were answered alike"),
    release: z.string().nullable(),
  })
  .meta({ id: "Call" }) satisfies z.ZodType<Told<CallEntry>>;
