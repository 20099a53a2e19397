import { join } from "node:path";
import { expect, test } from "vitest";
import { diskProbe } from "../../../lib/clients/health/create-probes.ts";
import { ask } from "./limits.ts";

const here = import.meta.dirname;

test.each([
  ["a folder", here],
  ["a folder that does not exist yet", join(here, "not", "there")],
])("the free space of %s is told", async (_, path) => {
  const seen = await ask(diskProbe(path));
  expect(seen).toMatchObject({ component: "disk", healthy: true, detail: expect.stringMatching(/^\d+ MB free$/) });
});

test("a disk with less free space than asked for is not healthy", async () => {
  const { healthy, detail } = await ask(diskProbe(here), { minFreeMb: 10 ** 12 });
  expect(healthy).toBe(false);
  expect(detail).toContain("expected at least 1000000000000");
});

test("a path that cannot be looked at is told", async () => {
  const { healthy } = await ask(diskProbe(join(import.meta.filename, "inside-a-file")));
  expect(healthy).toBe(false);
});
