import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readUptime } from "../../../lib/dashboard/health/uptime.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
const HOUR_MS = 3_600_000;

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());

const check = (component: string, hoursAgo: number, more: { healthy?: boolean; latencyMs?: number } = {}) => ({
  component,
  healthy: true,
  latencyMs: 10,
  detail: "answers",
  checkedAt: new Date(NOW.getTime() - hoursAgo * HOUR_MS),
  runId: randomUUID(),
  ...more,
});

test("each component has its state, latency and uptime over a day, a week and 90 days, and a bar for each day", async () => {
  await domain.db.uptimeCheck.createMany({
    data: [
      check("bucket", 1, { healthy: false, latencyMs: 5_000 }),
      check("bucket", 2, { latencyMs: 20 }),
      check("bucket", 3),
      check("bucket", 30),
      check("bucket", 24 * 20, { healthy: false }),
      check("bucket", 24 * 89),
      check("bucket", 24 * 95, { healthy: false }),
      check("disk", 1),
      check("retired", 24 * 8),
    ],
  });
  const [bucket, disk, ...others] = await readUptime({ db: domain.db, clock: { now: () => NOW } });
  expect(others).toEqual([]);
  expect(bucket).toMatchObject({
    component: "bucket",
    last: { healthy: false, detail: "answers", latencyMs: 5_000 },
    latency: { p50: 10, p95: 20 },
    day: { checks: 3, healthy: 2, percent: 66.66 },
    week: { checks: 4, healthy: 3, percent: 75 },
    quarter: { checks: 6, healthy: 4, percent: 66.66 },
  });
  expect(bucket?.days).toHaveLength(90);
  expect(bucket?.days.filter(({ checks }) => checks > 0)).toEqual([
    { day: "2025-12-11", checks: 1, healthy: 1, percent: 100 },
    { day: "2026-02-18", checks: 1, healthy: 0, percent: 0 },
    { day: "2026-03-09", checks: 1, healthy: 1, percent: 100 },
    { day: "2026-03-10", checks: 3, healthy: 2, percent: 66.66 },
  ]);
  expect(disk).toMatchObject({ component: "disk", last: { healthy: true }, day: { percent: 100 } });
});

test("never says 100 % while a check failed, and nothing of what was not checked", async () => {
  await domain.db.$executeRaw`
    insert into uptime_check (id, component, healthy, latency_ms, detail, checked_at, run_id)
    select gen_random_uuid(), 'sure', index <> 0, 10, 'answers', ${NOW}::timestamptz - index * interval '3600 ms', gen_random_uuid()
      from generate_series(0, 19999) index`;
  const found = await readUptime({ db: domain.another(), clock: { now: () => NOW } });
  expect(found.find(({ component }) => component === "sure")?.week.percent).toBe(99.99);
  const later = await readUptime({ db: domain.db, clock: { now: () => new Date(NOW.getTime() + 48 * HOUR_MS) } });
  expect(later.find(({ component }) => component === "disk")?.day).toEqual({ checks: 0, healthy: 0, percent: null });
});
