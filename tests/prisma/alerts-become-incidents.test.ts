import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

const MIGRATION = "prisma/migrations/202611270066_alerts_become_incidents/migration.sql";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());

/** The table as it was, with one open alert and one that was resolved. */
async function alertsOfBefore(open: string, resolved: string): Promise<void> {
  await domain.db.$executeRaw`create table alert (id uuid primary key, subject varchar(200), severity varchar(10),
    title text, detail text, opened_at timestamptz(3), resolved_at timestamptz(3))`;
  await domain.db.$executeRaw`insert into alert values
    (${open}::uuid, 'component:bucket', 'critical', 'bucket is unhealthy', 'broken', '2026-03-10T12:00:00.5Z', null),
    (${resolved}::uuid, 'component:bucket', 'critical', 'bucket is unhealthy', null, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z')`;
}

async function migrate(): Promise<void> {
  const statements = readFileSync(MIGRATION, "utf8").split(/;\s*\n/);
  for (const statement of statements) if (statement.trim()) await domain.db.$executeRawUnsafe(statement);
}

test("the alerts of the health check go on as incidents: open ones open, with their timeline", async () => {
  const [open, resolved] = [randomUUID(), randomUUID()];
  await alertsOfBefore(open, resolved);
  await migrate();
  const incidents = await domain.db.incident.findMany({ include: { entries: true }, orderBy: { openedAt: "desc" } });
  const openedAt = new Date("2026-03-10T12:00:00.5Z");
  const end = new Date("2026-03-01T13:00:00Z");
  expect(incidents).toMatchObject([
    {
      ...{ id: open, rule: "component", subject: "component:bucket", severity: "critical", state: "open", openings: 1 },
      ...{ openedAt, lastSignalAt: openedAt, resolvedAt: null },
      facts: { detail: "broken", since: "2026-03-10T12:00:00.500Z" },
      entries: [{ kind: "opened", at: openedAt }],
    },
    {
      ...{ id: resolved, state: "resolved", resolvedAt: end, facts: { since: "2026-03-01T12:00:00.000Z" } },
      entries: [{ kind: "opened" }, { kind: "resolved", at: end }],
    },
  ]);
  expect(await domain.db.$queryRaw`select to_regclass('alert')::text as left`).toEqual([{ left: null }]);
});
