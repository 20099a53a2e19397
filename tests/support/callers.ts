import { resolve } from "node:path";
import { KEY_PERMISSIONS } from "../../lib/auth/permissions.ts";
import type { ApiApp } from "./api-app.ts";
import { insertKey, withKey } from "./api-key.ts";

/** Who may call a route, and how far each caller gets. */

/** Nobody, the three roles, a key that may only look, a key with all that a key can have, and the cron secret. */
const CALLERS = ["nobody", "viewer", "operator", "admin", "keyRead", "keyWrite", "secret"] as const;
export type Statuses = Record<(typeof CALLERS)[number], number>;

export interface Entry {
  path: string;
  body?: unknown;
  expect: Statuses;
}

export const same = (status: number): Statuses => ({
  ...{ nobody: status, viewer: status, operator: status, admin: status },
  ...{ keyRead: status, keyWrite: status, secret: status },
});
export const open = same(200);
export const head = same(405);
/** Nobody gets in; the named callers do, as far as `status`. */
const refused = { ...same(403), nobody: 401, secret: 401 };
/** Whoever has the permission gets as far as `status`; the cron secret opens nothing below /api/admin. */
export const view = (status = 200): Statuses => ({ ...same(status), nobody: 401, secret: 401 });
export const operate = (status: number): Statuses => ({
  ...refused,
  operator: status,
  admin: status,
  keyWrite: status,
});
export const administer = (status: number): Statuses => ({ ...refused, admin: status, keyWrite: status });
/** What would make more holders of keys: an admin's session alone. */
export const admit = (status: number): Statuses => ({ ...refused, admin: status });
/** The own account: any session, no key. */
export const own = (status: number): Statuses => ({ ...refused, viewer: status, operator: status, admin: status });
/** Cookies and keys open nothing below /api/cron. */
export const secret = (status = 200): Statuses => ({ ...same(401), secret: status });

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The methods of a route file, as `GET /api/health`. */
export async function methodsOf({ file, pattern }: { file: string; pattern: string }): Promise<string[]> {
  const module = (await import(resolve(import.meta.dirname, "../..", file))) as Record<string, unknown>;
  return METHODS.filter((method) => method in module).map((method) => `${method} ${pattern}`);
}

/** A key that may only look, and one with all that a key can have. */
export async function makeKeys(app: ApiApp): Promise<Keys> {
  const keyRead = await insertKey(app, { name: "reader", permissions: ["analytics:view_all", "alerts:view"] });
  return { keyRead, keyWrite: await insertKey(app, { name: "writer", permissions: KEY_PERMISSIONS }) };
}

type Keys = Record<"keyRead" | "keyWrite", string>;

/** The status that each caller gets. @param name method and pattern of the route */
export async function statusesOf(app: ApiApp, keys: Keys, [name, entry]: readonly [string, Entry]): Promise<Statuses> {
  const init = initOf(name, entry);
  const call = async (caller: keyof Statuses) => [
    caller,
    (await callAs({ app, keys, caller }, entry.path, init)).status,
  ];
  return Object.fromEntries(await Promise.all(CALLERS.map(call)));
}

interface Calling {
  app: ApiApp;
  keys: Keys;
  caller: keyof Statuses;
}

async function callAs({ app, keys, caller }: Calling, path: string, init: RequestInit): Promise<Response> {
  switch (caller) {
    case "nobody":
      return await fetch(app.url + path, init);
    case "secret":
      return await app.cron(path, init);
    case "keyRead":
    case "keyWrite":
      return await withKey(app, keys[caller], path, init);
    default:
      return await app.as(caller, path, init);
  }
}

function initOf(name: string, { body }: Entry): RequestInit {
  const method = name.split(" ")[0] ?? "GET";
  if (body === undefined) return { method };
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
