import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countSignIn, forgiveSignIn } from "../../lib/auth/sign-in-limit.ts";
import { createDb, type Db } from "../../lib/db.ts";
import { createTestDatabase } from "../support/database.ts";

const now = new Date("2026-11-21T09:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

let db: Db;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  const pool = new Pool({ connectionString: database.url, max: 5 });
  db = createDb(pool);
  close = () => pool.end().then(() => database.drop());
});
afterAll(() => close());

it("stops one address that tries many accounts", async () => {
  const tries = (n: number) => ({ email: `${n}@example.com`, address: "2001:db8::1" });
  const waits = await Promise.all(Array.from({ length: 60 }, (_, n) => countSignIn(db, tries(n), now)));
  expect(waits.filter((wait) => wait === null)).toHaveLength(50);
  expect(await countSignIn(db, { email: "new@example.com", address: "2001:db8::2" }, now)).toBe(15 * 60);
  expect(await countSignIn(db, { email: "new@example.com", address: "2001:db8:1::2" }, now)).toBeNull();
});

it("lets an account try again when the window is over, however often it was asked meanwhile", async () => {
  const attempt = (minutes: number) =>
    countSignIn(db, { email: "anna@example.com", address: "unknown" }, later(minutes));
  for (let n = 0; n < 10; n++) expect(await attempt(0)).toBeNull();
  expect(await attempt(5)).toBe(10 * 60);
  expect(await attempt(14)).toBe(60);
  expect(await attempt(15.1)).toBeNull();
});

it("counts an account under any spelling of its address", async () => {
  const spellings = ["Bert@Example.com", " bert@example.com", "BERT@EXAMPLE.COM "];
  const waits = [];
  for (let n = 0; n < 101; n++) {
    const email = spellings[n % 3] ?? "";
    waits.push(await countSignIn(db, { email, address: `192.0.2.${n}` }, now));
  }
  expect(waits.slice(0, 100)).toEqual(new Array(100).fill(null));
  expect(waits[100]).toBe(15 * 60);
});

it("fault C4: what is refused for its address counts against no account and leaves no row", async () => {
  const from = (n: number) => ({ email: `victim${n}@example.com`, address: "198.51.100.7" });
  for (let n = 0; n < 50; n++) await countSignIn(db, from(n), now);
  const rows = await db.rateLimit.count();
  const refused = await Promise.all(Array.from({ length: 20 }, (_, n) => countSignIn(db, from(100 + n), now)));
  expect(refused).toEqual(new Array(20).fill(15 * 60));
  expect(await db.rateLimit.count()).toBe(rows);
});

it("fault C11: nobody shuts another person out from one address", async () => {
  const admin = (address: string) => countSignIn(db, { email: "boss@example.com", address }, now);
  for (let n = 0; n < 60; n++) await admin("198.51.100.8");
  expect(await admin("198.51.100.8")).toBe(15 * 60);
  expect(await admin("198.51.100.9")).toBeNull();
});

it("rows of windows that are long over are swept out, also when nobody signs in", async () => {
  await countSignIn(db, { email: "gone@example.com", address: "203.0.113.1" }, now);
  await countSignIn(db, { email: "new@example.com", address: "203.0.113.2" }, later(25 * 60));
  const old = await db.rateLimit.count({ where: { lastRequest: { lte: now.getTime() } } });
  expect(old).toBe(0);
});

it("forgives the account and takes the attempt back from the address", async () => {
  const attempt = { email: "carl@example.com", address: "192.0.2.200" };
  await countSignIn(db, attempt, now);
  await countSignIn(db, attempt, now);
  await forgiveSignIn(db, attempt);
  const counts = await db.rateLimit.findMany({ where: { key: { contains: "192.0.2.200" } }, select: { count: true } });
  expect(counts).toEqual([{ count: 1 }]);
});
