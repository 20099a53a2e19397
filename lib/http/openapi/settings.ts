import { z } from "zod";
import { newKeyBody } from "../../commands/api-keys.ts";
import { memberChangeBody, newMemberBody } from "../../commands/member-list.ts";
import { profileBody } from "../../commands/profile.ts";
import { retentionBody } from "../../commands/retention.ts";
import { auditRouteQuery } from "../routes/audit-log.ts";
import { failure } from "./errors.ts";
import { type Access, needs, type Operation } from "./operation.ts";
import { apiKey, appliedRetention, auditEntry, listedMember, member, profile, retention } from "./settings-schemas.ts";
import { done, nextCursor, success } from "./values.ts";

const KEYS = needs("keys:manage");
const MEMBERS = needs("members:manage");
const RETENTION = needs("retention:manage");
const OWN: Access = { kind: "permission", permission: "analytics:view_all", personOnly: true };

const NO_MEMBER = failure("There is no such account, or not any more (unknown_member)");
const NOT_THIS_MEMBER = failure("It is the own account, or the last admin (own_account, last_admin)");
const ownProfile = { description: "Whoever is signed in", schema: success({ profile }) };
const shownOnce = z.string().describe("Shown here and nowhere else");
const whatHolds = { description: "What holds now, in days", schema: success(retention) };

/** People, keys, and what is kept. */
export const SETTINGS: readonly Operation[] = [
  {
    route: "GET /api/admin/profile",
    id: "getProfile",
    tag: "Access",
    summary: "Read the own profile",
    access: OWN,
    answers: { 200: ownProfile },
  },
  {
    route: "PATCH /api/admin/profile",
    id: "changeProfile",
    tag: "Access",
    summary: "Change the own name or password",
    description: "A new password ends all other sessions.",
    access: OWN,
    body: profileBody,
    example: { name: "Anna" },
    answers: {
      200: ownProfile,
      422: failure("The input breaks a rule, or the current password is wrong (invalid_input, wrong_password)"),
      429: {
        ...failure("Too many wrong passwords within 15 minutes (too_many_sign_ins)"),
        headers: { "retry-after": "Seconds to wait" },
      },
    },
  },
  {
    route: "GET /api/admin/members",
    id: "listMembers",
    tag: "Access",
    summary: "List people",
    access: MEMBERS,
    answers: { 200: { description: "Every account", schema: success({ members: z.array(listedMember) }) } },
  },
  {
    route: "POST /api/admin/members",
    id: "inviteMember",
    tag: "Access",
    summary: "Make an account",
    access: MEMBERS,
    body: newMemberBody,
    example: { email: "anna@example.com", role: "viewer" },
    answers: {
      201: { description: "The account and its first password", schema: success({ member, password: shownOnce }) },
      409: failure("The address has an account (address_taken)"),
    },
  },
  {
    route: "PATCH /api/admin/members/[id]",
    id: "changeMember",
    tag: "Access",
    summary: "Change a person's role, ban or password",
    description: "Ends that person's sessions.",
    access: MEMBERS,
    body: memberChangeBody,
    example: { role: "operator" },
    answers: {
      200: { description: "The account", schema: success({ member, password: shownOnce.optional() }) },
      404: NO_MEMBER,
      409: NOT_THIS_MEMBER,
    },
  },
  {
    route: "DELETE /api/admin/members/[id]",
    id: "deleteMember",
    tag: "Access",
    summary: "Delete an account",
    description: "That person's sessions end and their API keys are revoked; what they did stays in the audit log.",
    access: MEMBERS,
    answers: { 200: { description: "It is deleted", schema: done }, 404: NO_MEMBER, 409: NOT_THIS_MEMBER },
  },
  {
    route: "GET /api/admin/api-keys",
    id: "listApiKeys",
    tag: "Access",
    summary: "List API keys",
    access: KEYS,
    answers: { 200: { description: "Every key, newest first", schema: success({ keys: z.array(apiKey) }) } },
  },
  {
    route: "POST /api/admin/api-keys",
    id: "createApiKey",
    tag: "Access",
    summary: "Make an API key",
    description: "A key never does more than its maker may do at that moment.",
    access: KEYS,
    body: newKeyBody,
    example: { name: "deploy", permissions: ["analytics:view_all", "cron:run"], expiresAt: null },
    answers: {
      201: {
        description: "The key",
        schema: success({ id: z.string(), name: z.string(), key: shownOnce }),
      },
      409: failure("A key has, or had, this name (name_taken)"),
    },
  },
  {
    route: "DELETE /api/admin/api-keys/[id]",
    id: "revokeApiKey",
    tag: "Access",
    summary: "Revoke an API key",
    description: "It ends at once; its row and its name stay.",
    access: KEYS,
    answers: {
      200: { description: "It is revoked", schema: done },
      404: failure("There is no such key that is not revoked (unknown_key)"),
    },
  },
  {
    route: "GET /api/admin/retention",
    id: "getRetention",
    tag: "Settings",
    summary: "Read how long history is kept",
    access: RETENTION,
    answers: {
      200: {
        description: "What holds now, in days, and when it was last applied",
        schema: success({ ...retention, lastApplied: appliedRetention.nullable() }),
      },
    },
  },
  {
    route: "PUT /api/admin/retention",
    id: "setRetention",
    tag: "Settings",
    summary: "Set how long history is kept",
    access: RETENTION,
    body: retentionBody,
    example: { runDays: 90, logLineDays: 30, callDays: 30 },
    answers: { 200: whatHolds },
  },
  {
    route: "GET /api/admin/audit-log",
    id: "listAuditLog",
    tag: "Settings",
    summary: "List or export who did what",
    description: "One page as JSON, newest first; with format=csv all that pass the filter as a file.",
    access: needs("audit:view"),
    query: auditRouteQuery,
    answers: {
      200: {
        description: "A page of entries, or the file",
        schema: success({ entries: z.array(auditEntry), nextCursor }),
        media: { "text/csv": null },
        headers: { "content-disposition": "The name of the file, of an export" },
      },
    },
  },
];
