import { test } from "vitest";
import { ideasPack } from "../../../lib/jobs/ideas/pack.ts";
import { expectDeclared } from "../declared.ts";

test("the jobs of the pack are declared as specified, and fault B5: none assumes that it is alone", () => {
  expectDeclared(ideasPack, {
    "update-rankings": {
      ...{ category: "ideas", expression: "0 0 * * *", timeoutSeconds: 300, maxAttempts: 2 },
      alone: false,
    },
    "clean-data": {
      ...{ category: "ideas", expression: "0 3 * * 0", timeoutSeconds: 60, maxAttempts: 2 },
      alone: false,
    },
  });
});
