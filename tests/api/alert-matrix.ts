import { administer, type Entry, head, operate, view } from "../support/callers.ts";

const NOTHING = "0197a000-0000-7000-8000-00000000ffff";
const incident = `/api/admin/alerts/${NOTHING}`;
const channel = "/api/admin/alert-channels/nope";
const message = `/api/admin/alert-deliveries/${NOTHING}`;

/**
 * The alerts' part of the role matrix, called by a file of its own: whoever asks with wrong bearers as often as both
 * parts do is told to wait.
 */
export const ALERT_MATRIX: Record<string, Entry> = {
  "GET /api/admin/alerts": { path: "/api/admin/alerts", expect: view() },
  "GET /api/admin/alerts/[id]": { path: incident, expect: view(404) },
  "POST /api/admin/alerts/[id]/acknowledge": { path: `${incident}/acknowledge`, body: {}, expect: operate(404) },
  "HEAD /api/admin/alerts/[id]/acknowledge": { path: `${incident}/acknowledge`, expect: head },
  "POST /api/admin/alerts/[id]/resolve": { path: `${incident}/resolve`, body: {}, expect: operate(404) },
  "HEAD /api/admin/alerts/[id]/resolve": { path: `${incident}/resolve`, expect: head },
  "POST /api/admin/alerts/[id]/snooze": { path: `${incident}/snooze`, body: {}, expect: operate(422) },
  "HEAD /api/admin/alerts/[id]/snooze": { path: `${incident}/snooze`, expect: head },
  "POST /api/admin/alerts/[id]/note": { path: `${incident}/note`, body: { note: "x" }, expect: operate(404) },
  "HEAD /api/admin/alerts/[id]/note": { path: `${incident}/note`, expect: head },
  "GET /api/admin/alert-deliveries": { path: "/api/admin/alert-deliveries", expect: view() },
  "POST /api/admin/alert-deliveries/[id]/retry": { path: `${message}/retry`, expect: operate(404) },
  "HEAD /api/admin/alert-deliveries/[id]/retry": { path: `${message}/retry`, expect: head },
  "GET /api/admin/alert-rules": { path: "/api/admin/alert-rules", expect: view() },
  "PUT /api/admin/alert-rules/[rule]": { path: "/api/admin/alert-rules/nope", body: {}, expect: administer(404) },
  "DELETE /api/admin/alert-rules/[rule]": { path: "/api/admin/alert-rules/nope", expect: administer(404) },
  "HEAD /api/admin/alert-rules/[rule]": { path: "/api/admin/alert-rules/nope", expect: head },
  "GET /api/admin/alert-silences": { path: "/api/admin/alert-silences", expect: view() },
  "POST /api/admin/alert-silences": { path: "/api/admin/alert-silences", body: {}, expect: operate(422) },
  "HEAD /api/admin/alert-silences": { path: "/api/admin/alert-silences", expect: head },
  "DELETE /api/admin/alert-silences/[id]": { path: `/api/admin/alert-silences/${NOTHING}`, expect: operate(404) },
  "HEAD /api/admin/alert-silences/[id]": { path: `/api/admin/alert-silences/${NOTHING}`, expect: head },
  "GET /api/admin/alert-channels": { path: "/api/admin/alert-channels", expect: view() },
  "POST /api/admin/alert-channels": { path: "/api/admin/alert-channels", body: {}, expect: administer(422) },
  "HEAD /api/admin/alert-channels": { path: "/api/admin/alert-channels", expect: head },
  "GET /api/admin/alert-channels/[id]": { path: channel, expect: view(404) },
  "PATCH /api/admin/alert-channels/[id]": { path: channel, body: { version: 1 }, expect: administer(404) },
  "DELETE /api/admin/alert-channels/[id]": { path: channel, expect: administer(404) },
  "HEAD /api/admin/alert-channels/[id]": { path: channel, expect: head },
  "POST /api/admin/alert-channels/[id]/test": { path: `${channel}/test`, expect: administer(404) },
  "HEAD /api/admin/alert-channels/[id]/test": { path: `${channel}/test`, expect: head },
};
