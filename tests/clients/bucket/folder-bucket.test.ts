import { execFile } from "node:child_process";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InvalidKeyError, ObjectNotFoundError } from "../../../lib/clients/bucket/bucket.ts";
import { FolderBucket } from "../../../lib/clients/bucket/folder-bucket.ts";
import { describeBucket, listAll } from "./conformance.ts";

const newFolder = async () => realpath(await mkdtemp(join(tmpdir(), "belfry-bucket-")));

describeBucket("a folder", async () => {
  const root = await newFolder();
  const bucket = new FolderBucket({ name: "local", root: join(root, "made", "when-used") });
  return { bucket, close: () => rm(root, { recursive: true }) };
});

describe("a bucket in a folder", () => {
  let root: string;
  let bucket: FolderBucket;
  const text = { contentType: "text/plain" };

  beforeEach(async () => {
    root = await newFolder();
    bucket = new FolderBucket({ name: "local", root });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("sorts keys by their bytes, as S3 does, across folders", async () => {
    const keys = ["B", "a", "a-b", "a/c", "a/c/d", "aé", "é", "\uff5e", "😀"].filter(
      (key) => key !== "a" && key !== "a/c",
    );
    for (const key of [...keys].reverse()) await bucket.write(key, Buffer.from("x"), text);
    expect((await listAll(bucket)).map((object) => object.key)).toEqual(keys);
  });

  it("shows files that people put there, with their time of change", async () => {
    await mkdir(join(root, "album"));
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_250);
    await writeFile(join(root, "album/one.jpg"), "one");
    await utimes(join(root, "album/one.jpg"), at, at);
    expect(await listAll(bucket)).toMatchObject([{ key: "album/one.jpg", size: 3, modifiedAt: at }]);
    expect(await bucket.head("album/one.jpg")).toMatchObject({ contentType: null, metadata: {} });
  });

  it("fault B2: tells when a file came, however old its content is, and keeps its ETag", async () => {
    const outside = await newFolder();
    const longAgo = new Date("2019-03-01T10:00:00.000Z");
    for (const name of ["moved.jpg", "copied.jpg"]) {
      await writeFile(join(outside, name), name);
      await utimes(join(outside, name), longAgo, longAgo);
    }
    await rename(join(outside, "moved.jpg"), join(root, "moved.jpg"));
    await promisify(execFile)("cp", ["-p", join(outside, "copied.jpg"), join(root, "copied.jpg")]);
    const { ctimeMs } = await stat(join(root, "moved.jpg"), { bigint: true }); // `ctime` is rounded, not cut
    const [copied, moved] = await listAll(bucket);
    expect(moved?.modifiedAt).toEqual(new Date(Number(ctimeMs)));
    expect(copied?.modifiedAt.getFullYear()).toBeGreaterThan(2019);
    await chmod(join(root, "moved.jpg"), 0o600);
    expect((await bucket.head("moved.jpg"))?.etag).toBe(moved?.etag);
    await rm(outside, { recursive: true });
  });

  it("forgets the metadata of an object that somebody replaced by hand", async () => {
    await bucket.write("a.webp", Buffer.from("ours"), { contentType: "image/webp", metadata: { by: "us" } });
    await writeFile(join(root, "a.webp"), "theirs now");
    expect(await bucket.head("a.webp")).toMatchObject({ contentType: null, metadata: {} });
  });

  it("neither follows nor lists symbolic links, and says that the key is at fault (B6)", async () => {
    const outside = await newFolder();
    await writeFile(join(outside, "secret.txt"), "secret");
    await symlink(join(outside, "secret.txt"), join(root, "link.txt"));
    await symlink(outside, join(root, "folder"));
    expect(await listAll(bucket)).toEqual([]);
    expect(await listAll(bucket, "folder/")).toEqual([]);
    expect(await bucket.head("link.txt")).toBeNull();
    await expect(bucket.read("link.txt")).rejects.toThrow(ObjectNotFoundError);
    for (const act of ["head", "read", "delete"] as const) {
      const refusal = bucket[act]("folder/secret.txt");
      await expect(refusal).rejects.toThrow("symbolic link");
      await expect(refusal).rejects.toThrow(InvalidKeyError);
    }
    await expect(bucket.write("folder/new/x.txt", Buffer.from("x"), text)).rejects.toThrow("symbolic link");
    expect(await readdir(outside)).toEqual(["secret.txt"]);
    await rm(outside, { recursive: true });
  });

  it("replaces a link by an object rather than writing through it", async () => {
    const outside = await newFolder();
    await writeFile(join(outside, "victim"), "untouched");
    await symlink(join(outside, "victim"), join(root, "a"));
    await bucket.write("a", Buffer.from("mine"), text);
    expect(await readFile(join(outside, "victim"), "utf8")).toBe("untouched");
    expect((await bucket.read("a")).body.toString()).toBe("mine");
    await rm(outside, { recursive: true });
  });

  it.each(["/etc/passwd", "a//b", "a/", ".belfry-bucket/metadata/x"])("refuses the key %j", async (key) => {
    await expect(bucket.read(key)).rejects.toThrow(InvalidKeyError);
    await expect(bucket.write(key, Buffer.from("x"), text)).rejects.toThrow(InvalidKeyError);
  });

  it("says what is wrong when a folder stands where the object should be", async () => {
    await mkdir(join(root, "taken"));
    await expect(bucket.write("taken", Buffer.from("x"), text)).rejects.toThrow(/bucket "local", object "taken"/);
    expect(await readdir(join(root, ".belfry-bucket/writing"))).toEqual([]);
  });

  it("does not take a folder that went away for an empty bucket", async () => {
    await bucket.write("a", Buffer.from("x"), text);
    await rm(root, { recursive: true });
    await expect(listAll(bucket)).rejects.toThrow(/check that it exists/);
  });

  it("removes what dead writers left, hidden until then, and nothing of living ones", async () => {
    const writing = join(root, ".belfry-bucket/writing");
    await mkdir(writing, { recursive: true });
    const { child } = promisify(execFile)("true");
    const deadPid = child.pid;
    await new Promise((resolve) => child.once("exit", resolve));
    const host = hostname().replaceAll(".", "%2E");
    const dead = `${host}.${deadPid}.abc.0`;
    const reusedPid = `${host}.${process.pid}.earlier-life.0`;
    const alive = `${host}.1.abc.0`;
    const foreign = "another-host.1.abc.0";
    const foreignOld = "another-host.1.abc.1";
    for (const name of [dead, reusedPid, alive, foreign, foreignOld]) await writeFile(join(writing, name), "half");
    await utimes(join(writing, foreignOld), 0, 0);
    expect(await listAll(bucket)).toEqual([]);
    expect(await bucket.removeStaleWrites()).toBe(3);
    expect((await readdir(writing)).sort()).toEqual([foreign, alive].sort());
  });

  it("keeps the files of two versions' metadata apart and removes the older", async () => {
    await bucket.write("a", Buffer.from("one"), text);
    await bucket.write("a", Buffer.from("three"), text);
    const files = await readdir(join(root, ".belfry-bucket/metadata"), { recursive: true });
    expect(files.filter((name) => name.endsWith(".json"))).toHaveLength(1);
  });
});
