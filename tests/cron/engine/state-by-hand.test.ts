import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { memoryEngine } from "../../support/memory-engine.ts";

const job = defineJobFor<unknown>()({
  name: "texts",
  description: "Keeps a text",
  category: "tests",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 1,
  params: z.strictObject({}),
  state: z.strictObject({ text: z.string() }),
  stateRewound: () => false,
  handler: async () => ({ run: async () => ({ processed: 0, failed: 0, skipped: 0, errors: [] }) }),
});

const engineOf = () => memoryEngine([job]).engine;
const stateOf = (text: string) => ({ job: "texts", version: 0, value: { text }, actor: "a person" });

describe("fault A15: a state written by hand", () => {
  it.each(["a\u0000b", "half \ud83d", "\\\u0000"])(
    "is refused, and its place named, where no row can keep it: %j",
    (text) =>
      expect(engineOf().writeState(stateOf(text))).rejects.toMatchObject({
        issues: [{ path: "text", message: "has a character that cannot be kept: NUL, or half of a character" }],
      }),
  );

  it.each(["\\u0000", "\\\\ud83d", "whole 😀"])("may hold %j, and holds exactly that", async (text) => {
    const engine = engineOf();
    expect(await engine.writeState(stateOf(text))).toMatchObject({ outcome: "saved" });
    expect((await engine.readState("texts")).stored.value).toEqual({ text });
  });
});
