import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { z } from "zod";
import type { Bucket, BucketObject } from "../../../lib/clients/bucket/bucket.ts";
import { FolderBucket } from "../../../lib/clients/bucket/folder-bucket.ts";
import { S3Bucket } from "../../../lib/clients/bucket/s3-bucket.ts";
import type { StateView } from "../../../lib/cron/jobs/context.ts";
import type { Db } from "../../../lib/db.ts";
import { run } from "../../../lib/jobs/images/convert-images.handler.ts";
import { convertImagesParams } from "../../../lib/jobs/images/convert-images.params.ts";
import type { ConvertImagesState } from "../../../lib/jobs/images/convert-images.state.ts";
import { ImageGate, type ImageServices } from "../../../lib/jobs/images/image-gate.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { startFauxqsBucket } from "../../support/s3-server.ts";
import { testServices } from "../../support/test-services.ts";

type Options = Omit<Parameters<typeof jobContext<ConvertImagesState, ImageServices>>[0], "services">;
export type State = StateView<ConvertImagesState>;

/** The job on a real database and an empty bucket of its own. */
export interface ImageJob {
  domain: DomainDb;
  bucket: Bucket;
  /** Puts objects there as an uploader would. */
  put(objects: Record<string, Buffer | Promise<Buffer>>): Promise<void>;
  /** Runs the handler; an error it throws is the result. */
  convert(params?: z.input<typeof convertImagesParams>, options?: Options): Promise<Converted>;
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

export type Converted = Omit<ReturnType<typeof jobContext<ConvertImagesState, ImageServices>>, "state"> & {
  result: unknown;
  state: State;
};

/** With a folder, times of change can be chosen. */
export interface FolderImageJob extends ImageJob {
  root: string;
  putAt(modifiedAt: Date, objects: Record<string, Buffer | Promise<Buffer>>): Promise<void>;
}

/** An empty folder and, unless one is given to be emptied, a database of its own. */
export async function startFolderJob(given?: DomainDb, wrap = (bucket: Bucket) => bucket): Promise<FolderImageJob> {
  const root = await mkdtemp(join(tmpdir(), "belfry-images-"));
  const domain = given ?? (await openDomainDb());
  await domain.db.$executeRaw`truncate image_conversion, image_target, cron_job_state`;
  const dates = new Map<string, Date>();
  const job = startJob(domain, dated(wrap(new FolderBucket({ name: "local", root })), dates));
  async function putAt(modifiedAt: Date, objects: Record<string, Buffer | Promise<Buffer>>): Promise<void> {
    for (const [key, body] of Object.entries(objects)) {
      await mkdir(dirname(join(root, key)), { recursive: true });
      await writeFile(join(root, key), await body);
      await utimes(join(root, key), modifiedAt, modifiedAt);
      dates.set(key, modifiedAt);
    }
  }
  async function close(): Promise<void> {
    if (!given) await domain.close();
    await rm(root, { recursive: true });
  }
  return { ...job, root, putAt, close };
}

/** Objects that came at chosen times: of a file, the system tells when it came, and nobody can set that. */
function dated(bucket: Bucket, dates: ReadonlyMap<string, Date>): Bucket {
  const dateOf = <T extends BucketObject>(object: T): T => ({
    ...object,
    modifiedAt: dates.get(object.key) ?? object.modifiedAt,
  });
  const own: Partial<Bucket> = {
    async *list(options) {
      for await (const page of bucket.list(options)) yield page.map(dateOf);
    },
    async head(key, options) {
      const head = await bucket.head(key, options);
      return head && dateOf(head);
    },
  };
  return new Proxy(bucket, {
    get(target, name) {
      const member = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

export async function startS3Job(): Promise<ImageJob> {
  const server = await startFauxqsBucket("photos");
  const domain = await openDomainDb();
  const job = startJob(domain, new S3Bucket(server.config));
  return { ...job, close: () => domain.close().then(server.stop) };
}

/** What the handler and a conversion by hand get. */
export function imageServices(db: Db, bucket: Bucket, imageGate = new ImageGate({ decodesAtOnce: 2 })): ImageServices {
  return { ...testServices(db, { bucket }), imageGate };
}

function startJob(domain: DomainDb, bucket: Bucket): Omit<ImageJob, "close"> {
  const services = imageServices(domain.db, bucket);
  return {
    domain,
    bucket,
    async put(objects) {
      for (const [key, body] of Object.entries(objects)) {
        await bucket.write(key, await body, { contentType: "application/octet-stream" });
      }
    },
    async convert(params = {}, options = {}) {
      const told = jobContext<ConvertImagesState, ImageServices>({ ...options, services });
      const result = await run(told.ctx, convertImagesParams.parse(params)).catch((error: unknown) => error);
      return { ...told, result, state: told.state() };
    },
    async keys() {
      const keys: string[] = [];
      for await (const page of bucket.list()) keys.push(...page.map((object) => object.key));
      return keys.sort();
    },
  };
}
