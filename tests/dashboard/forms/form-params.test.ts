import { expect, test } from "vitest";
import { z } from "zod";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { noSchedule } from "../../../lib/cron/time/expressions.ts";
import { curlLine, fieldName, paramsOfForm } from "../../../lib/dashboard/forms/form-params.ts";
import { paramFields } from "../../../lib/dashboard/forms/param-fields.ts";

const job = defineJobFor<object>()({
  name: "with-params",
  description: "Takes one of each",
  category: "tests",
  schedule: noSchedule,
  timeoutSeconds: 1,
  maxAttempts: 1,
  handler: async () => {
    throw new Error("this job is only listed");
  },
  params: z.strictObject({
    formats: z.array(z.string()).default(["jpg", "png"]),
    quality: z.int().default(80),
    ratio: z.number().optional(),
    dry: z.boolean().default(true),
    mode: z.enum(["fast", "exact"]).default("fast"),
    target: z.string(),
    options: z.record(z.string(), z.number()).optional(),
    token: z.string().meta({ secret: true }).default("hidden"),
  }),
});

const fields = paramFields(job);

test("each parameter becomes the field of its kind with its default", () => {
  expect(fields.map(({ name, kind, initial, required }) => [name, kind, initial, required])).toEqual([
    ["formats", "list", "jpg, png", false],
    ["quality", "integer", "80", false],
    ["ratio", "number", "", false],
    ["dry", "boolean", "true", false],
    ["mode", "choice", "fast", false],
    ["target", "text", "", true],
    ["options", "json", "", false],
    ["token", "text", "", false],
  ]);
});

test("an earlier run's values fill the form, except for secrets", () => {
  const filled = paramFields(job, { quality: 55, token: "old" });
  expect(filled.find(({ name }) => name === "quality")?.initial).toBe("55");
  expect(filled.find(({ name }) => name === "token")?.initial).toBe("");
});

function submit(texts: Record<string, string>) {
  return paramsOfForm(
    fields,
    (name) => new Map(Object.entries(texts).map(([k, v]) => [fieldName(k), v])).get(name) ?? null,
  );
}

test("a filled form becomes typed parameters; empty fields are left to the schema", () => {
  expect(
    submit({ formats: "gif, tif,", quality: "70", ratio: "", dry: "on", target: " a ", options: '{"x":1}' }),
  ).toEqual({
    formats: ["gif", "tif"],
    quality: 70,
    dry: true,
    target: "a",
    options: { x: 1 },
  });
});

test("an unticked box is false", () => {
  expect(submit({})).toEqual({ dry: false });
});

test("what is not a number or JSON stays text, so that the schema refuses it by name", () => {
  expect(submit({ quality: "many", options: "{" })).toEqual({ quality: "many", options: "{", dry: false });
});

test("the curl line quotes what the shell would read", () => {
  expect(curlLine("http://here", "with-params", { target: "it's" })).toContain(`-d '{"target":"it'\\''s"}'`);
  expect(curlLine("http://here", "with-params", {})).not.toContain("-d");
});
