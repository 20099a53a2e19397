import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBucket } from "../../../lib/clients/bucket/open-bucket.ts";
import { bucketProbe } from "../../../lib/clients/health/create-probes.ts";
import { startFauxqsBucket } from "../../support/s3-server.ts";
import { ask } from "./limits.ts";

const healthy = { component: "bucket", healthy: true };

test("a folder is healthy, empty or not, and not when it is a file", async () => {
  const path = await mkdtemp(join(tmpdir(), "belfry-health-"));
  const probe = bucketProbe(openBucket({ kind: "folder", name: "local", path }));
  expect(await ask(probe)).toMatchObject({ ...healthy, detail: "local answers and is empty" });
  await writeFile(join(path, "a.jpg"), "a");
  expect(await ask(probe)).toMatchObject({ ...healthy, detail: "local answers" });
  const file = bucketProbe(openBucket({ kind: "folder", name: "local", path: join(path, "a.jpg") }));
  expect(await ask(file)).toMatchObject({ component: "bucket", healthy: false });
  await rm(path, { recursive: true });
});

test("an S3 bucket is healthy while it is there and its server answers", async () => {
  const server = await startFauxqsBucket("pictures");
  const bucket = openBucket({ kind: "s3", ...server.config });
  expect(await ask(bucketProbe(bucket))).toMatchObject(healthy);
  const missing = openBucket({ kind: "s3", ...server.config, name: "nothing-here" });
  expect(await ask(bucketProbe(missing))).toMatchObject({ healthy: false });
  await server.stop();
  expect(await ask(bucketProbe(bucket))).toMatchObject({ component: "bucket", healthy: false });
});
