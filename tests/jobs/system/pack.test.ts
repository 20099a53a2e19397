import { test } from "vitest";
import { systemPack } from "../../../lib/jobs/system/pack.ts";
import { expectDeclared } from "../declared.ts";

test("the job of the pack is declared as specified, and fault B5: it assumes that it is alone", () => {
  expectDeclared(systemPack, {
    "health-check": {
      ...{ aliases: ["health_check"], category: "monitoring", expression: "*/5 * * * *" },
      ...{ timeoutSeconds: 30, maxAttempts: 1, alone: true },
    },
  });
});
