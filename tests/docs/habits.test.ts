import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { optionRows } from "../../scripts/support/option-rows.ts";
import { jobContext } from "../support/job-context.ts";
import { billAll, billEverything } from "./habits/batches.ts";
import { billAndCount } from "./habits/count.ts";
import { greenSummary, summary } from "./habits/fail-when-most-failed.ts";
import { bill, billAgain } from "./habits/idempotent.ts";
import { tell, tellAll } from "./habits/log.ts";
import type { Cursor, Order, Shop } from "./habits/orders.ts";
import { failuresOf } from "./habits/per-item.ts";
import { testAlone } from "./habits/test-alone.ts";

const ORDERS: readonly Order[] = ["order-1", "order-2", "order-3"].map((id) => ({ id, cents: 100 }));

/** A shop that takes a key once; `broken` cannot be billed. */
function openShop(broken: readonly string[] = []) {
  const billed: string[] = [];
  const keys = new Set<string>();
  const shop: Shop = {
    orders: async ({ after, limit }) => ORDERS.filter(({ id }) => after === null || id > after).slice(0, limit),
    sendBill: async ({ id }, { idempotencyKey = `${id} ${billed.length}` }) => {
      if (broken.includes(id)) throw new Error("no address");
      if (!keys.has(idempotencyKey)) billed.push(id);
      keys.add(idempotencyKey);
    },
  };
  return { billed, told: jobContext<Cursor, { shop: Shop }>({ services: { shop } }), shop };
}

describe("the habits of docs/writing-a-job.md do what the page says", () => {
  test("idempotent: a second attempt sends no second bill, without the key it does", async () => {
    const { billed, told } = openShop();
    const [order] = ORDERS;
    if (!order) throw new Error("expected an order");
    for (const _attempt of [1, 2]) await bill(order, told.ctx);
    expect(billed).toEqual(["order-1"]);
    for (const _attempt of [1, 2]) await billAgain(order, told.ctx);
    expect(billed).toHaveLength(3);
  });

  test("batches: the cursor is saved after each batch, and a later attempt goes on there", async () => {
    const { billed, told, shop } = openShop();
    await testAlone(shop);
    expect(billed).toEqual(["order-1", "order-2", "order-3"]);
    await billEverything(told.ctx);
    await billAll(told.ctx, { batchSize: 2 });
    expect(billed).toHaveLength(9);
  });

  test("per item and log: the order that fails is named, and the others are billed", async () => {
    const { billed, told } = openShop(["order-2"]);
    const errors = await failuresOf(ORDERS, told.ctx);
    expect(errors).toEqual([{ id: "order-2", error: "Error: no address" }]);
    expect(billed).toEqual(["order-1", "order-3"]);
    tell(told.ctx, ORDERS, summary(ORDERS, errors));
    tellAll(told.ctx, ORDERS);
    expect(told.lines.map(({ level }) => level)).toEqual(["error", "info", "error", "info", "info"]);
  });

  test("counts: the right summary tells of what failed, the wrong one does not", async () => {
    const { told } = openShop();
    const errors = [{ id: "order-1", error: "no address" }];
    expect([summary(ORDERS, errors).failed, greenSummary(ORDERS, errors).failed]).toEqual([1, 0]);
    expect(await billAndCount(told.ctx, ORDERS)).toMatchObject({ processed: 3 });
    expect(told.progress.at(-1)).toEqual({ done: 3, total: 3, note: "order-3" });
  });
});

test("docs/writing-a-job.md shows every habit, right and wrong, and every option has its sentence", () => {
  const page = readFileSync("docs/writing-a-job.md", "utf8");
  const habits = globSync("tests/docs/habits/*.ts").map((path) => basename(path, ".ts"));
  const shown = [...page.matchAll(/<!-- generated:habit-([a-z-]+) -->/g)].map(([, name]) => name);
  expect(shown.sort()).toEqual(habits.filter((name) => name !== "orders").sort());
  expect(shown).toHaveLength(10);
  expect(page.match(/^\*\*Right:\*\* /gm)).toHaveLength(10);
  expect(page.match(/^\*\*Wrong:\*\* /gm)).toHaveLength(10);
});

test("an option without a sentence, or one that cannot be read, is refused", () => {
  const source = (body: string) => `export interface Options<T> {\n${body}}\n`;
  const option = "  /** What it is. Default 1. */\n  readonly size?: number;\n";
  expect(optionRows(source(option), "Options")).toEqual([["`size`", "`number`", "no", "What it is. Default 1."]]);
  expect(() => optionRows(source("  readonly size: number;\n"), "Options")).toThrow("size has no docstring");
  expect(() => optionRows(source(`${option}  odd(\n`), "Options")).toThrow('cannot read "  odd("');
  expect(() => optionRows("", "Options")).toThrow("interface Options");
});
