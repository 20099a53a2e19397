import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import type { Services } from "../../lib/jobs/services.ts";
import { jobContext } from "../support/job-context.ts";
import { run } from "./weather-report.handler.ts";
import type { WeatherReportState } from "./weather-report.schemas.ts";
import { weatherReport } from "./weather-report.ts";

const NOW = new Date("2026-11-27T00:00:00Z");
/** The job uses no service. */
const services = {} as Services;

let server: Server;
let source: string;
beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    response.writeHead(url.startsWith("/Atlantis") ? 404 : 200).end("sunny");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  source = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

test("fault D6: the README's job is one that a registry takes, and its parameters have defaults", () => {
  expect(createRegistry([weatherReport]).find("weather-report")).toBe(weatherReport);
  expect(weatherReport.params.parse({})).toEqual({ source: "https://wttr.in", cities: ["Seoul", "Busan"] });
});

test("a city that fails makes the run partial, and is the only one that the next run asks again", async () => {
  const told = jobContext<WeatherReportState, Services>({ services, now: NOW });
  const params = { source, cities: ["Seoul", "Atlantis", "Busan"] };
  const first = await run(told.ctx, params);
  expect(first).toMatchObject({ processed: 2, failed: 1, skipped: 0, errors: [{ id: "Atlantis" }] });
  expect(told.saves.at(-1)).toEqual({ day: "2026-11-27", done: ["Seoul", "Busan"] });
  expect(await run(told.ctx, params)).toMatchObject({ processed: 0, failed: 1, skipped: 2 });
});

test("what was saved yesterday is done again today", async () => {
  const state = { kind: "present" as const, value: { day: "2026-11-26", done: ["Seoul"] }, epoch: 0 };
  const told = jobContext<WeatherReportState, Services>({ services, now: NOW, state });
  expect(await run(told.ctx, { source, cities: ["Seoul"] })).toMatchObject({ processed: 1, skipped: 0 });
});

test("a run that is stopped throws, so that it is attempted again", async () => {
  const told = jobContext<WeatherReportState, Services>({
    services,
    now: NOW,
    signal: AbortSignal.abort(new Error("stopped")),
  });
  await expect(run(told.ctx, { source, cities: ["Seoul"] })).rejects.toThrow("stopped");
});

test("fault D6: the README prints the compiled files, with the imports of their place in a pack", () => {
  const readme = readFileSync("README.md", "utf8");
  for (const file of ["weather-report.schemas.ts", "weather-report.ts", "weather-report.handler.ts"]) {
    const source = readFileSync(`tests/docs/${file}`, "utf8");
    expect(readme).toContain(source.replaceAll("../../lib/jobs/", "../").replaceAll("../../lib/", "../../"));
  }
});
