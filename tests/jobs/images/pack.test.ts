import { test } from "vitest";
import { imagesPack } from "../../../lib/jobs/images/pack.ts";
import { expectDeclared } from "../declared.ts";

test("the job of the pack is declared as specified, and fault B5: it assumes that it is alone", () => {
  expectDeclared(imagesPack, {
    "convert-images": {
      ...{ category: "images", expression: "0 2 * * *", timeoutSeconds: 300, maxAttempts: 2 },
      alone: true,
    },
  });
});
