import { globSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { openApiDocument } from "../../lib/http/openapi/document.ts";
import { E2E } from "../support/e2e-settings.ts";
import { expect, startClean, test } from "./support/people.ts";

/**
 * Fault C7: every page of the application, with what nobody means in each segment of its path and in all that pages
 * read of an address: none answers with a 5xx.
 */

startClean();

/** As they stand in an address: NUL, half of a character, no character at all, and what is too long or no time. */
const HOSTILE = [
  ...["%00", "%ED%A0%80", "%ff", "x".repeat(10_000)],
  ...["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", "%2B275760-09-13T00:00:00Z"],
];

const APP = join(import.meta.dirname, "../../app");
const pages = globSync("**/page.tsx", { cwd: APP })
  .map((file) => `/${file.replace(/\/?page\.tsx$/, "")}`)
  .sort();

/** Names that pages read of their address, and those of the API's queries, which the lists share. */
function queryNames(): string[] {
  const source = globSync("**/page.tsx", { cwd: APP }).map((file) => readFileSync(join(APP, file), "utf8"));
  const read = source.flatMap((text) => [
    ...[...text.matchAll(/\b(?:address|asked|query|kept)\.(\w+)/g)].map(([, name = ""]) => name),
    ...[...text.matchAll(/const \{ (\w+)[^}]*\} = firstValues/g)].map(([, name = ""]) => name),
  ]);
  const { paths = {} } = openApiDocument(E2E.baseUrl) as { paths?: Record<string, { get?: Operation }> };
  const asked = Object.values(paths).flatMap(({ get }) => get?.parameters ?? []);
  return [...new Set([...read, ...asked.flatMap((parameter) => (parameter.in === "query" ? [parameter.name] : []))])];
}

interface Operation {
  parameters?: { in: string; name: string }[];
}

/** Of what there is, so that a page comes as far as to read the rest of its address. */
function usual(page: string, runId: string): string {
  if (page.startsWith("/docs")) return "getHealth";
  if (page.includes("[job]")) return "clean-data";
  return page.includes("/cron-logs/") ? runId : "job:clean-data";
}

function* addresses(page: string, runId: string): Iterable<string> {
  const segments = page.split("/");
  const filled = segments.map((segment) => (segment.startsWith("[") ? usual(page, runId) : segment));
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith("[")) for (const value of HOSTILE) yield filled.with(index, value).join("/");
  }
  for (const value of HOSTILE) {
    // An address of more than 16 KiB is the server's to refuse: of what is long only one fits.
    const names = value.length > 1_000 ? QUERY_NAMES.slice(0, 1) : QUERY_NAMES;
    yield `${filled.join("/")}?${names.map((name) => `${name}=${value}`).join("&")}`;
  }
}

const QUERY_NAMES = queryNames();

/** Sent as it is: a browser, and fetch, would mend the address first. */
function statusOf(address: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${E2E.baseUrl}`, { path: address, headers: { cookie } }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
  });
}

test("fault C7: no page answers a hostile address with a 5xx", async ({ sessions, rows }) => {
  const cookie = (sessions.get("admin")?.cookies ?? []).map(({ name, value }) => `${name}=${value}`).join("; ");
  const [runId = ""] = await rows.insert([{ job: "clean-data", status: "failed", startedAt: "2026-01-01T00:00:00Z" }]);
  const failed: string[] = [];
  for (const page of pages) {
    const asked = [...addresses(page, runId)];
    const statuses = await Promise.all(asked.map((address) => statusOf(address, cookie)));
    failed.push(
      ...asked.map((address, index) => `${statuses[index]} ${address.slice(0, 200)}`).filter((line) => line > "5"),
    );
  }
  expect(pages.length).toBeGreaterThan(30);
  expect(failed).toEqual([]);
});
