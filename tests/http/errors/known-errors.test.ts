import { describe, expect, it } from "vitest";
import { ApiError } from "../../../lib/auth/refusals.ts";
import {
  BucketError,
  InvalidKeyError,
  ObjectNotFoundError,
  ObjectTooLargeError,
} from "../../../lib/clients/bucket/bucket.ts";
import { DrainingError, InvalidParamsError, UnknownJobError } from "../../../lib/cron/words/errors.ts";
import { InvalidCursorError } from "../../../lib/dashboard/runs/logs.ts";
import { knownError } from "../../../lib/http/errors/known-errors.ts";
import { packErrors } from "../../../lib/jobs/index.ts";
import { isDatabaseUnavailable } from "../../../lib/stores/postgres/errors.ts";

const known = (error: unknown) => knownError({ isDatabaseUnavailable }, error);

describe("knownError", () => {
  it.each([
    [new UnknownJobError("x"), 404],
    [new InvalidParamsError("x", [{ path: "a", message: "b" }]), 422],
    [new DrainingError(), 503],
    [new InvalidCursorError("x"), 422],
    [new InvalidKeyError("../x", "leaves the bucket"), 422],
    [new ObjectNotFoundError("local", "x"), 404],
    [new ObjectTooLargeError({ bucket: "local", key: "x", maxBytes: 1 }), 422],
    [new BucketError("x"), 503],
  ])("knows %s", (error, status) => {
    expect(known(error)?.fields.status).toBe(status);
    expect(known(error)?.message).toBe(error.message);
  });

  it("knows an error of another bundle's copy of the class by its name", () => {
    const foreign = Object.assign(new Error("Invalid parameters"), {
      name: "InvalidParamsError",
      issues: [{ path: "a" }],
    });
    expect(known(foreign)?.fields).toMatchObject({ status: 422, code: "invalid_params", issues: [{ path: "a" }] });
  });

  it("knows what each pack of jobs says of its errors", () => {
    for (const [name, { status, code, again }] of packErrors) {
      const told = known(Object.assign(new Error("said"), { name }));
      expect(told?.fields).toMatchObject({ status, code });
      expect(told?.fields.headers).toEqual(again ? { "retry-after": "5" } : undefined);
    }
  });

  it.each([
    ["a refused socket", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
    ["Prisma without a database", prisma({ code: "P1001" })],
    ["Prisma without a free connection", prisma({ code: "P2024" })],
    [
      "a raw statement without a database",
      prisma({ code: "P2010", meta: { driverAdapterError: adapter("ConnectionClosed") } }),
    ],
    ["a server that shuts down", adapter("postgres", "57P01")],
    ["a pool that was closed", new Error("Cannot use a pool after calling end on the pool")],
  ])("says of %s that the database is away, and nothing of its address", (_what, error) => {
    const told = known(error);
    expect(told?.fields).toMatchObject({ status: 503, code: "database_unavailable" });
    expect(told?.message).not.toContain("connect");
  });

  it("fault C8: names the bucket when the bucket is away, whatever its own cause was", () => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
    const told = known(new BucketError("The bucket does not answer", { cause }));
    expect(told?.fields).toMatchObject({ status: 503, code: "bucket_unavailable" });
  });

  it("fault C8: does not take a missing file for a missing database", () => {
    expect(known(Object.assign(new Error("no such file"), { code: "ENOENT", syscall: "open" }))).toBeNull();
  });

  it.each([
    ["past Prisma", Object.assign(new Error("could not extend file"), { code: "53100" })],
    ["in a raw statement", prisma({ code: "P2010", meta: { driverAdapterError: adapter("postgres", "53100") } })],
    ["in a statement of Prisma's own", adapter("postgres", "53100")],
  ])("fault C8: says of a full disk, met %s, that the disk is full", (_how, error) => {
    expect(known(error)?.fields).toMatchObject({ status: 503, code: "database_full" });
    expect(known(error)?.message).toContain("disk is full");
  });

  it.each([
    ["a defect", new TypeError("x is undefined")],
    ["a wrong statement", prisma({ code: "P2010", meta: { driverAdapterError: adapter("postgres", "42601") } })],
    ["a thrown string", "x"],
    ["nothing", undefined],
  ])("does not know %s", (_what, error) => {
    expect(known(error)).toBeNull();
  });

  it("passes its own errors through", () => {
    const own = new ApiError("x", { status: 418, code: "job_paused" });
    expect(known(own)).toBe(own);
  });
});

function prisma(fields: { code: string; meta?: unknown }): Error {
  return Object.assign(new Error("Invalid invocation"), { name: "PrismaClientKnownRequestError", ...fields });
}

function adapter(kind: string, originalCode?: string): Error {
  return Object.assign(new Error(kind, { cause: { kind, originalCode } }), { name: "DriverAdapterError" });
}
