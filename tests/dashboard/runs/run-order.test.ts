import { expect, test } from "vitest";
import type { ParamField } from "../../../lib/dashboard/forms/form-params.ts";
import { cliLine, formAsksForDebug, runOrderOf, valuesOfAddress } from "../../../lib/dashboard/runs/run-order.ts";

const field: ParamField = {
  name: "quality",
  kind: "integer",
  initial: "80",
  required: false,
  description: null,
  options: [],
  secret: false,
};

const order = (texts: Record<string, string>) => runOrderOf([field], (name) => texts[name] ?? null);

test("a form stands for its parameters, with debug beside them and force apart", () => {
  expect(order({ "param.quality": "70", debug: "true" })).toEqual({
    params: { quality: 70, debug: true },
    force: false,
  });
  expect(order({ force: "true" })).toEqual({ params: {}, force: true });
});

test("the command line quotes what the shell would read, and has options for debug and force", () => {
  expect(cliLine("it", { params: {}, force: false })).toBe("npm run cron -- run it");
  expect(cliLine("it", { params: { a: "it's", debug: true }, force: true })).toBe(
    `npm run cron -- run it --params '{"a":"it'\\''s"}' --debug --force`,
  );
});

test("an address fills the form only with an object", () => {
  expect(valuesOfAddress('{"quality":70}')).toEqual({ quality: 70 });
  for (const text of ["", "[1]", "7", "{", undefined]) expect(valuesOfAddress(text)).toBeNull();
});

test("an earlier run's debug is asked for again", () => {
  expect(formAsksForDebug({ debug: true })).toBe(true);
  for (const params of [null, {}, [], { debug: "yes" }]) expect(formAsksForDebug(params)).toBe(false);
});
