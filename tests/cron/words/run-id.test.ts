import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newRunId } from "../../../lib/cron/words/run-id.ts";

const bytes = (count: number) => randomBytes(count);

describe("newRunId", () => {
  it("makes UUIDs of version 7 that begin with the time", () => {
    const id = newRunId(new Date("2026-11-21T09:00:00.000Z"), bytes);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse("2026-11-21T09:00:00.000Z"));
  });

  it("sorts ids of later milliseconds after those of earlier ones", () => {
    const ids = Array.from({ length: 100 }, (_, ms) => newRunId(new Date(1_800_000_000_000 + ms), bytes));
    expect([...ids].sort()).toEqual(ids);
  });

  it("sorts two thousand ids of one millisecond in the order of their making", () => {
    const ids = Array.from({ length: 2_000 }, () => newRunId(new Date(1_800_000_000_000), bytes));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("differs between processes that share the millisecond", () => {
    const at = new Date(1_900_000_000_000);
    const first = newRunId(at, bytes).slice(19);
    expect(newRunId(at, bytes).slice(19)).not.toBe(first);
  });
});
