import { afterAll, beforeAll, expect, it } from "vitest";
import { openApiDocument } from "../../../lib/http/openapi/document.ts";
import { imagesPack } from "../../../lib/jobs/images/pack.ts";
import { type ApiApp, startApiApp } from "../../support/api-app.ts";
import { administer, type Entry, head, makeKeys, methodsOf, statusesOf, view } from "../../support/callers.ts";
import { routeFiles } from "../../support/http-server.ts";

const MATRIX: Record<string, Entry> = {
  "POST /api/convert": { path: "/api/convert", body: { source: "x" }, expect: { ...administer(422), secret: 422 } },
  "HEAD /api/convert": { path: "/api/convert", expect: head },
  "GET /api/admin/conversions": { path: "/api/admin/conversions?status=attention", expect: view() },
  "POST /api/admin/conversions/retry": {
    path: "/api/admin/conversions/retry",
    body: { x: 1 },
    expect: administer(422),
  },
  "HEAD /api/admin/conversions/retry": { path: "/api/admin/conversions/retry", expect: head },
  "POST /api/admin/conversions/[id]/retry": {
    path: "/api/admin/conversions/1/retry",
    body: {},
    expect: administer(404),
  },
  "HEAD /api/admin/conversions/[id]/retry": { path: "/api/admin/conversions/1/retry", expect: head },
};

let app: ApiApp;
let keys: Awaited<ReturnType<typeof makeKeys>>;
beforeAll(async () => {
  app = await startApiApp([]);
  keys = await makeKeys(app);
});
afterAll(() => app.close());

it("each method of each route of the pack has an entry below", async () => {
  const own = routeFiles().filter(({ file }) => imagesPack.files.some((place) => file.startsWith(place)));
  expect(Object.keys(MATRIX).sort()).toEqual((await Promise.all(own.map(methodsOf))).flat().sort());
});

it("says in the API's document that a key, a session and the cron secret open the conversion of one image", () => {
  const { paths } = openApiDocument("https://cron.example.com");
  expect(paths?.["/api/convert"]?.post?.security).toEqual([{ apiKey: [] }, { session: [] }, { cronSecret: [] }]);
});

it.each(Object.entries(MATRIX))("%s answers each caller as it should", async (name, entry) => {
  expect(await statusesOf(app, keys, [name, entry])).toEqual(entry.expect);
});
