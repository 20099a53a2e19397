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

const write = (text: string) =>
  memoryEngine([job]).engine.writeState({ job: "texts", version: 0, value: { text }, actor: "a person" });

describe("fault A15: a state written by hand", () => {
  it.each(["a\u0000b", "half \ud83d", "\\\u0000"])(
    "is refused with the reason when Postgres cannot keep it: %j",
    (text) => expect(write(text)).rejects.toThrow(/NUL or half of a surrogate pair/),
  );

  it.each(["\\u0000", "\\\\ud83d", "whole 😀"])("may hold %j", async (text) => {
    await expect(write(text)).resolves.toBeDefined();
  });
});
