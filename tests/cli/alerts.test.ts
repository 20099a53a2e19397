import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertEntries, insertIncidents } from "../../lib/alerts/incidents/incident-rows.ts";
import { anIncident } from "../alerts/support/alert-rows.ts";
import { type Peer, startSlack } from "../alerts/support/peers.ts";
import { runCli } from "../support/cli.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

let domain: DomainDb;
let slack: Peer;
beforeAll(async () => {
  [domain, slack] = await Promise.all([openDomainDb(), startSlack()]);
});
beforeEach(async () => {
  await domain.db.$executeRaw`truncate incidents, alert_silences, alert_channels cascade`;
});
afterAll(() => Promise.all([domain.close(), slack.close()]));

const cli = (...args: string[]) =>
  runCli(args, {
    DATABASE_URL: domain.url,
    SLACK_WEBHOOK_URL: `${slack.origin}/services/T0/B0/the-secret-of-it`,
    ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
  });
const lastAudit = () => domain.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });

async function keep(): Promise<string> {
  const incident = anIncident();
  await insertIncidents(domain.db, [incident]);
  const entry = { incidentId: incident.id, at: incident.openedAt, kind: "opened", actor: null, note: null } as const;
  await insertEntries(domain.db, [{ ...entry, detail: null }]);
  return incident.id;
}

describe("alerts", () => {
  test("are listed and shown, acknowledged and resolved, with cli:<account> in the audit log", async () => {
    const id = await keep();
    expect(await cli("alerts", "list")).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
    const shown = await cli("alerts", "show", id);
    expect(shown.stdout).toMatch(/^refresh-tokens fails \(warning, open\)[\s\S]*What to do: [\s\S]*opened/);
    expect(await cli("alerts", "ack", id, "--note", "on it")).toMatchObject({
      ...{ code: 0, stdout: "refresh-tokens fails: is acknowledged\n" },
    });
    expect(await lastAudit()).toMatchObject({
      ...{ action: "incident.acknowledge", target: id, note: "on it", actor: expect.stringMatching(/^cli:/) },
    });
    expect((await cli("alerts", "resolve", id)).code).toBe(0);
    expect((await cli("alerts", "resolve", id)).stdout).toMatch(/it was so already/);
    expect((await cli("alerts", "list")).stdout).toBe("No incident\n");
    const past = JSON.parse((await cli("alerts", "list", "--state", "resolved", "--json")).stdout);
    expect(past).toMatchObject([{ id, resolvedBy: expect.stringMatching(/^cli:/), title: "refresh-tokens fails" }]);
  });

  test("are silenced with an end and a reason", async () => {
    const made = await cli("alerts", "silence", "job:clean-data", "--until", "2h", "--reason", "moving");
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^job:clean-data is silenced until /) });
    expect(await lastAudit()).toMatchObject({ action: "silence.create", target: "job:clean-data" });
  });

  test.each([
    [["alerts", "silence", "job:clean-data", "--reason", "x"], 2, "--until is missing"],
    [["alerts", "silence", "job:clean-data", "--until", "2h"], 2, "--reason is missing"],
    [["alerts", "silence", "job:nobody", "--until", "2h", "--reason", "x"], 1, "expected the subject of an incident"],
    [["alerts", "show", "nothing"], 2, 'there is no incident "nothing"'],
    [["alerts", "ack", "nothing"], 1, "There is no incident nothing"],
    [["alerts", "list", "--state", "gone"], 2, "--state: expected"],
  ])("%j is refused", async (args, code, expected) => {
    expect(await cli(...args)).toMatchObject({ code, stderr: expect.stringContaining(expected) });
  });
});

test("channels of the environment are listed without their secret, and a test tells what the other side said", async () => {
  const listed = await cli("channels", "list");
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining("env-slack") });
  expect(listed.stdout).not.toContain("the-secret-of-it");
  expect(await cli("channels", "test", "env-slack")).toMatchObject({ code: 0, stdout: "It arrived: status 200: ok\n" });
  slack.script(() => ({ status: 404, body: "no_service" }));
  const refused = await cli("channels", "test", "env-slack");
  slack.script(null);
  expect(refused).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^It did not arrive: status 404: no_service/),
  });
  expect(await cli("channels", "test", "nobody")).toMatchObject({ code: 1, stderr: expect.stringContaining("nobody") });
});
