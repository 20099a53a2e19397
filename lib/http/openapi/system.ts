import { z } from "zod";
import { failure } from "./errors.ts";
import { type Access, type Answer, type Operation, VIEW } from "./operation.ts";
import { anyJson, count, instantSchema } from "./values.ts";

const OPEN: Access = { kind: "open" };

const component = z
  .strictObject({ ok: z.boolean(), detail: z.string(), latencyMs: count.optional() })
  .meta({ id: "HealthComponent" });
const health = z
  .strictObject({
    status: z.enum(["ok", "not ok"]),
    components: z
      .strictObject({
        ...{ database: component, engine: component, cronSecret: component },
        ...{ scheduler: component, incidents: component },
      })
      .optional()
      .describe("For a session or the cron secret only"),
    timestamp: instantSchema,
  })
  .meta({ id: "Health" });

/** better-auth's own shape, beside ours. */
const refused = (description: string): Answer => ({
  description,
  schema: z.looseObject({ message: z.string().optional(), code: z.string().optional() }),
});
const account = z.looseObject({ id: z.string(), email: z.string(), name: z.string(), role: z.string().nullish() });

/** Health, signing in, leaving by a mail's link, and this document. */
export const SYSTEM: readonly Operation[] = [
  {
    route: "GET /api/health",
    id: "getHealth",
    tag: "System",
    summary: "Ask whether this process works",
    description:
      "Without a query: it answers. With ?ready=1: it can do its work: the database takes writes, what falls due is dispatched, and no critical incident of platform, scheduler or database is open.",
    access: OPEN,
    query: z.object({ ready: z.string().optional() }),
    answers: {
      200: { description: "It works", schema: health },
      503: { description: "It cannot do its work", schema: health },
    },
  },
  {
    route: "GET /api/metrics",
    id: "getMetrics",
    tag: "System",
    summary: "Read the metrics",
    description:
      "What Prometheus reads, over all processes and at most 5 s old: runs by job and outcome, durations, what runs and waits, incidents, the outbox. Only METRICS_TOKEN opens it.",
    access: { kind: "metrics" },
    answers: {
      200: { description: "Prometheus text format 0.0.4", media: { "text/plain": null } },
      404: failure("METRICS_TOKEN is not set (metrics_off)"),
    },
  },
  {
    route: "GET /api/openapi.json",
    id: "getOpenApi",
    tag: "System",
    summary: "Read this document",
    access: VIEW,
    answers: { 200: { description: "OpenAPI 3.1", schema: z.looseObject({ openapi: z.string() }) } },
  },
  {
    route: "POST /api/unsubscribe/[token]",
    id: "unsubscribe",
    tag: "System",
    summary: "Leave an e-mail channel",
    description: "What a mail program calls for one click (RFC 8058): the link of the mail is all that is asked for.",
    access: OPEN,
    answers: {
      200: {
        description: "No more mail of the channel; also when called again",
        schema: z.strictObject({ success: z.literal(true), channel: z.string() }),
      },
      404: failure("The link is of nobody, or no longer (not_found)"),
    },
  },
  {
    route: "GET /api/unsubscribe/[token]",
    id: "showUnsubscribe",
    tag: "System",
    summary: "Go to the page that asks whether to leave",
    description: "For mail programs without one click: it leads on to the page, and changes nothing.",
    access: OPEN,
    answers: {
      200: { description: "The way to the page", media: { "text/html": null } },
      404: failure("The link is of nobody, or no longer (not_found)"),
    },
  },
  {
    route: "POST /api/auth/[...all]",
    path: "/api/auth/sign-in/email",
    id: "signIn",
    tag: "Access",
    summary: "Sign in with e-mail and password",
    description:
      "Sets the session cookie. 10 failures of one account and 50 from one address in 15 minutes are too many.",
    access: OPEN,
    body: z.strictObject({ email: z.string(), password: z.string() }),
    example: { email: "admin@example.com", password: "…" },
    answers: {
      200: {
        description: "Signed in",
        schema: z.looseObject({ redirect: z.boolean(), token: z.string(), user: account }),
        headers: { "set-cookie": "The session" },
      },
      400: refused("The body is not understood"),
      401: refused("The address or the password is wrong; which one is not told"),
      403: refused("It came from another site"),
      429: { ...refused("Too many failures (TOO_MANY_SIGN_INS)"), headers: { "retry-after": "Seconds to wait" } },
    },
  },
  {
    route: "POST /api/auth/[...all]",
    path: "/api/auth/sign-out",
    id: "signOut",
    tag: "Access",
    summary: "Sign out",
    description: "Ends the session on the server too.",
    access: OPEN,
    answers: {
      200: { description: "Signed out", schema: z.looseObject({ success: z.boolean() }) },
      400: refused("The body is not understood"),
      403: refused("It came from another site"),
    },
  },
  {
    route: "GET /api/auth/[...all]",
    path: "/api/auth/get-session",
    id: "getSession",
    tag: "Access",
    summary: "Read the own session",
    access: OPEN,
    answers: {
      200: {
        description: "The session, or null",
        schema: z.looseObject({ session: anyJson, user: account }).nullable(),
      },
    },
  },
];
