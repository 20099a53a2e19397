import { addAbortSignal, Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import {
  assertKey,
  type Bucket,
  BucketError,
  type BucketObject,
  causeOf,
  type ListOptions,
  type ObjectContent,
  type ObjectHead,
  ObjectNotFoundError,
  ObjectTooLargeError,
  type ReadOptions,
  type WriteOptions,
} from "./bucket.ts";

export interface S3Config {
  /** The bucket at the store. */
  name: string;
  /** Of the store, without the bucket: `https://host:port`. */
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `endpoint/bucket/key` rather than `bucket.endpoint/key`. Default true: every store understands it. */
  forcePathStyle?: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** For one operation with its retries and its content. */
const OPERATION_TIMEOUT_MS = 60_000;

/** A bucket on R2, S3 or anything else that speaks the S3 protocol. */
export class S3Bucket implements Bucket {
  readonly name: string;
  readonly #endpoint: string;
  readonly #client: S3Client;

  constructor(config: S3Config) {
    this.name = config.name;
    this.#endpoint = config.endpoint;
    this.#client = new S3Client({
      endpoint: config.endpoint,
      region: config.region,
      credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
      forcePathStyle: config.forcePathStyle ?? true,
      // Stores other than AWS's choke on the checksum trailers that the SDK sends by default.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: OPERATION_TIMEOUT_MS },
    });
  }

  async *list({ prefix, pageSize = 1000, signal }: ListOptions = {}): AsyncGenerator<BucketObject[]> {
    let token: string | undefined;
    do {
      const page = await this.#send("", signal, (abortSignal) =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.name,
            Prefix: prefix,
            MaxKeys: pageSize,
            ContinuationToken: token,
            EncodingType: "url",
          }),
          { abortSignal },
        ),
      );
      const decode = page.EncodingType === "url" ? decodeFormKey : (key: string) => key;
      const objects = (page.Contents ?? []).map((entry) => ({
        key: decode(entry.Key ?? ""),
        size: entry.Size ?? 0,
        etag: withoutQuotes(entry.ETag),
        modifiedAt: entry.LastModified ?? new Date(0),
      }));
      if (objects.length > 0) yield objects;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  async head(key: string, { signal }: { signal?: AbortSignal } = {}): Promise<ObjectHead | null> {
    assertKey(key);
    const found = await this.#send(key, signal, (abortSignal) =>
      this.#client
        .send(new HeadObjectCommand({ Bucket: this.name, Key: key }), { abortSignal })
        .catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        }),
    );
    if (found === null) return null;
    return {
      key,
      size: found.ContentLength ?? 0,
      etag: withoutQuotes(found.ETag),
      modifiedAt: found.LastModified ?? new Date(0),
      contentType: found.ContentType ?? null,
      metadata: found.Metadata ?? {},
    };
  }

  async read(key: string, { maxBytes = Number.POSITIVE_INFINITY, signal }: ReadOptions = {}): Promise<ObjectContent> {
    assertKey(key);
    return this.#send(key, signal, async (abortSignal) => {
      const found = await this.#client.send(new GetObjectCommand({ Bucket: this.name, Key: key }), { abortSignal });
      if (!(found.Body instanceof Readable)) throw new BucketError(`The store sent no content for "${key}"; try again`);
      const stream = addAbortSignal(abortSignal, found.Body);
      const body = await collect(stream, maxBytes);
      if (body === null) throw new ObjectTooLargeError({ bucket: this.name, key, maxBytes });
      return { key, etag: withoutQuotes(found.ETag), body };
    });
  }

  async write(
    key: string,
    body: Uint8Array,
    { contentType, metadata, signal }: WriteOptions,
  ): Promise<{ etag: string }> {
    assertKey(key);
    const input = { Bucket: this.name, Key: key, Body: body, ContentType: contentType, Metadata: metadata };
    const written = await this.#send(key, signal, (abortSignal) =>
      this.#client.send(new PutObjectCommand(input), { abortSignal }),
    );
    return { etag: withoutQuotes(written.ETag) };
  }

  async delete(key: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    assertKey(key);
    await this.#send(key, signal, (abortSignal) =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.name, Key: key }), { abortSignal }),
    );
  }

  /** The store itself shows no object before all of it has come. */
  async removeStaleWrites(): Promise<number> {
    return 0;
  }

  async #send<T>(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeout = AbortSignal.timeout(OPERATION_TIMEOUT_MS);
    try {
      return await work(signal ? AbortSignal.any([signal, timeout]) : timeout);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof BucketError) throw error;
      if (key !== "" && isMissing(error)) throw new ObjectNotFoundError(this.name, key);
      throw explainS3(error, { bucket: this.name, key, endpoint: this.#endpoint, timedOut: timeout.aborted });
    }
  }
}

/** The whole content, or null (and the transfer ended) once it proves larger than `maxBytes`. */
async function collect(stream: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Undoes the form encoding of listed keys, without which a control character in one key makes the page unreadable. */
const decodeFormKey = (key: string) => decodeURIComponent(key.replaceAll("+", " "));

const withoutQuotes = (etag: string | undefined) => etag?.replaceAll('"', "") ?? "";

/** Whether the store says that there is no such object. A missing bucket is another matter. */
const isMissing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;

interface Where {
  bucket: string;
  /** "" for an operation on the bucket itself. */
  key: string;
  endpoint: string;
  timedOut: boolean;
}

/** What went wrong at the store, where, and what to do about it. */
function explainS3(error: unknown, { bucket, key, endpoint, timedOut }: Where): BucketError {
  const what = key === "" ? `The bucket "${bucket}"` : `The object "${key}" of the bucket "${bucket}"`;
  const said = timedOut ? "no answer in time" : causeOf(error);
  return new BucketError(`${what} at ${endpoint}: ${said}; ${adviceOn(error)}`, { cause: error });
}

function adviceOn(error: unknown): string {
  if (!(error instanceof S3ServiceException)) return "check the endpoint, the network and that the store is up";
  if (error.name === "NoSuchBucket") return "create the bucket or correct its name";
  const status = error.$metadata.httpStatusCode ?? 0;
  if (status === 401 || status === 403) return "check the access key, its secret and what it may do";
  if (status === 429 || status >= 500) return "the store is busy or broken; try again later";
  return "check the endpoint and the region";
}
