import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openBucket } from "../../../lib/clients/bucket/open-bucket.ts";
import { run as convertAll } from "../../../lib/jobs/images/convert-images.handler.ts";
import type { ConvertImagesState } from "../../../lib/jobs/images/convert-images.state.ts";
import { convertImages } from "../../../lib/jobs/images/convert-images.ts";
import type { ImageServices } from "../../../lib/jobs/images/image-gate.ts";
import { seedBucket } from "../../../prisma/seed/seed-bucket.ts";
import { openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { imageServices } from "./image-job.ts";

test("convert-images has something to do after a seed, names the broken picture, and has nothing on its second run", async () => {
  const domain = await openDomainDb();
  const folder = await mkdtemp(join(tmpdir(), "belfry-seed-"));
  onTestFinished(() => Promise.all([domain.close(), rm(folder, { recursive: true })]).then(() => undefined));
  const bucket = openBucket({ kind: "folder", name: "local", path: folder });
  await seedBucket(bucket);
  const services = imageServices(domain.db, bucket);
  const params = convertImages.params.parse({});
  const first = jobContext<ConvertImagesState, ImageServices>({ services });
  expect(await convertAll(first.ctx, params)).toMatchObject({
    processed: 5,
    failed: 1,
    errors: [{ id: "uploads/broken.jpg" }],
  });
  const second = jobContext<ConvertImagesState, ImageServices>({ services, state: first.state() });
  expect(await convertAll(second.ctx, params)).toMatchObject({ processed: 0, failed: 0 });
});
