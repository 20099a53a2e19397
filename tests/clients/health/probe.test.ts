import { expect, test } from "vitest";
import { observe, type Probe } from "../../../lib/clients/health/probe.ts";
import { limits } from "./limits.ts";

const never = new AbortController().signal;
const scripted = (check: Probe["check"], timeoutMs?: number): Probe => ({
  component: "scripted",
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  check,
});
const untilAborted: Probe["check"] = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const deaf: Probe["check"] = () => new Promise(() => undefined);
const refused = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });

test.each([
  ["answers", scripted(async () => "fine"), true, "fine"],
  ["throws", scripted(() => Promise.reject(new Error("broken"))), false, "broken"],
  ["throws a string", scripted(() => Promise.reject("broken")), false, "broken"],
  ["throws with a cause", scripted(() => Promise.reject(new Error("a", { cause: new Error("b") }))), false, "a: b"],
  ["throws many lines", scripted(() => Promise.reject(new Error("\nInvalid call\n\n  why\n"))), false, "why"],
  ["throws a bare code", scripted(() => Promise.reject(refused)), false, "ECONNREFUSED"],
  ["is late", scripted(untilAborted), false, "no answer within 100 ms"],
  ["is late and deaf", scripted(deaf), false, "no answer within 100 ms"],
  ["is late by a limit of its own", scripted(deaf, 20), false, "no answer within 20 ms"],
  ["talks without end", scripted(async () => "x".repeat(10_000)), true, "x".repeat(500)],
])("a probe that %s is one observation", async (_, probe, healthy, detail) => {
  const seen = await observe(probe, { limits: { ...limits, probeTimeoutMs: 100 }, signal: never });
  expect(seen).toEqual({ component: "scripted", healthy, detail, latencyMs: expect.any(Number) });
});

test.each([
  ["listens", untilAborted],
  ["is deaf", deaf],
])("a run that is aborted learns nothing from a probe that %s", async (_, check) => {
  const abort = new AbortController();
  const seen = observe(scripted(check), { limits, signal: abort.signal });
  abort.abort(new Error("stop now"));
  await expect(seen).rejects.toThrow("stop now");
});
