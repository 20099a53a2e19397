import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Bucket,
  type BucketObject,
  InvalidKeyError,
  ObjectNotFoundError,
  ObjectTooLargeError,
} from "../../../lib/clients/bucket/bucket.ts";

export interface OpenedBucket {
  bucket: Bucket;
  close(): Promise<void>;
}

/** What every implementation of Bucket must do; the bucket starts empty. */
export function describeBucket(kind: string, open: () => Promise<OpenedBucket>): void {
  describe(`a bucket on ${kind}`, () => {
    let opened: OpenedBucket;
    let bucket: Bucket;

    beforeAll(async () => {
      opened = await open();
      bucket = opened.bucket;
    });
    afterAll(() => opened.close());

    it("lists nothing while it is empty", async () => {
      expect(await listAll(bucket)).toEqual([]);
    });

    it("gives back what was written, with type, metadata, size and time", async () => {
      const key = "a/x y+é한%20.jpg";
      const { etag } = await bucket.write(key, Buffer.from("hello"), {
        contentType: "image/jpeg",
        metadata: { "source-etag": "abc", epoch: "0" },
      });
      const head = await bucket.head(key);
      expect(head).toMatchObject({ key, size: 5, etag, contentType: "image/jpeg" });
      expect(head?.metadata).toEqual({ "source-etag": "abc", epoch: "0" });
      expect(Math.abs(Date.now() - (head?.modifiedAt.getTime() ?? 0))).toBeLessThan(10_000);
      expect(await bucket.read(key)).toEqual({ key, etag, body: Buffer.from("hello") });
    });

    it("lists objects as head shows them", async () => {
      await bucket.write("listed/one.bin", Buffer.from("one"), { contentType: "text/plain" });
      const [listed] = await listAll(bucket, "listed/");
      const head = await bucket.head("listed/one.bin");
      expect(listed?.etag).toBe(head?.etag);
      expect(listed?.size).toBe(3);
      // S3 tells milliseconds in a listing and whole seconds in a head.
      expect(Math.floor((listed?.modifiedAt.getTime() ?? 0) / 1000)).toBe(
        Math.floor((head?.modifiedAt.getTime() ?? 0) / 1000),
      );
    });

    it("changes the ETag when an object is replaced, and replaces its metadata", async () => {
      const first = await bucket.write("replaced", Buffer.from("first"), { contentType: "a/a", metadata: { a: "1" } });
      const second = await bucket.write("replaced", Buffer.from("second!"), { contentType: "b/b" });
      expect(second.etag).not.toBe(first.etag);
      expect(await bucket.head("replaced")).toMatchObject({ etag: second.etag, contentType: "b/b", metadata: {} });
    });

    it("answers null, or says so, for a key that is missing", async () => {
      expect(await bucket.head("nope")).toBeNull();
      expect(await bucket.head("replaced/below-an-object")).toBeNull();
      await expect(bucket.read("nope")).rejects.toThrow(ObjectNotFoundError);
      await expect(bucket.delete("nope")).resolves.toBeUndefined();
    });

    it("refuses to read more than it was allowed to", async () => {
      await bucket.write("large", Buffer.alloc(300_000, 7), { contentType: "application/octet-stream" });
      await expect(bucket.read("large", { maxBytes: 299_999 })).rejects.toThrow(ObjectTooLargeError);
      expect((await bucket.read("large", { maxBytes: 300_000 })).body.length).toBe(300_000);
    });

    it("deletes an object", async () => {
      await bucket.write("gone", Buffer.from("x"), { contentType: "text/plain" });
      await bucket.delete("gone");
      expect(await bucket.head("gone")).toBeNull();
    });

    it("lists every key of a prefix once, in order, in pages", async () => {
      const keys = Array.from({ length: 25 }, (_, i) => `pages/${String(i).padStart(3, "0")}.jpg`);
      for (const key of [...keys, "pages-beside.jpg", "page"]) {
        await bucket.write(key, Buffer.from("x"), { contentType: "image/jpeg" });
      }
      const sizes: number[] = [];
      const listed: string[] = [];
      for await (const page of bucket.list({ prefix: "pages/", pageSize: 7 })) {
        sizes.push(page.length);
        listed.push(...page.map((object) => object.key));
      }
      expect(listed).toEqual(keys);
      expect(sizes).toEqual([7, 7, 7, 4]);
    });

    it("takes a prefix that ends within a name", async () => {
      const keys = (await listAll(bucket, "pages/01")).map((object) => object.key);
      expect(keys).toHaveLength(10);
      expect(await listAll(bucket, "no-such-prefix/")).toEqual([]);
    });

    it.each([
      ["that is empty", ""],
      ["of two dots", ".."],
      ["that leads up", "../up"],
      ["that leads up from within", "a/../../up"],
      ["with a dot as a segment", "a/./b"],
      ["with a NUL", "nul\0"],
      ["with half a character", "half\ud800"],
      ["of 1,025 bytes", "x".repeat(1025)],
    ])("refuses a key %s, everywhere", async (_, key) => {
      await expect(bucket.head(key)).rejects.toThrow(InvalidKeyError);
      await expect(bucket.read(key)).rejects.toThrow(InvalidKeyError);
      await expect(bucket.delete(key)).rejects.toThrow(InvalidKeyError);
      await expect(bucket.write(key, Buffer.from("x"), { contentType: "a/b" })).rejects.toThrow(InvalidKeyError);
    });

    it("stops with the reason of an aborted signal", async () => {
      const signal = AbortSignal.abort(new Error("enough"));
      await expect(bucket.write("aborted", Buffer.from("x"), { contentType: "a/b", signal })).rejects.toThrow("enough");
      await expect(bucket.read("large", { signal })).rejects.toThrow("enough");
      await expect(listAll(bucket, "", signal)).rejects.toThrow("enough");
      expect(await bucket.head("aborted")).toBeNull();
    });

    it("shows readers a whole object while it is replaced again and again", async () => {
      const bodies = [Buffer.alloc(100_000, "a"), Buffer.alloc(140_000, "b")];
      const write = async () => {
        for (let i = 0; i < 20; i++) {
          await bucket.write("busy", bodies[i % 2] ?? Buffer.alloc(0), { contentType: "text/plain" });
        }
      };
      await write();
      let isWriting = true;
      const writing = write().finally(() => {
        isWriting = false;
      });
      while (isWriting) {
        const { body } = await bucket.read("busy");
        expect(bodies.some((one) => one.equals(body))).toBe(true);
      }
      await writing;
      expect((await listAll(bucket, "busy")).map((object) => object.key)).toEqual(["busy"]);
    });

    it("has nothing left over to remove when all writers are well", async () => {
      expect(await bucket.removeStaleWrites()).toBe(0);
    });
  });
}

export async function listAll(bucket: Bucket, prefix = "", signal?: AbortSignal): Promise<BucketObject[]> {
  const all: BucketObject[] = [];
  for await (const page of bucket.list({ prefix, ...(signal && { signal }) })) all.push(...page);
  return all;
}
