import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { streamEvents } from "../../lib/http/routes/live-stream.ts";
import { type ApiApp, asJson, cookieFrom, signIn, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const script = scriptedJob([step.ok()]);
let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([script.job]);
});
afterAll(() => app.close());

interface Client {
  response: Response;
  /** What was received so far, one entry per event, comments included. */
  received: string[];
  ended: Promise<void>;
  leave(): void;
}

/** A browser's end of the stream. */
async function listen(headers: Record<string, string> = {}): Promise<Client> {
  const leaving = new AbortController();
  const response = await app.as("viewer", "/api/admin/events", { headers, signal: leaving.signal });
  return { response, ...reading(response), leave: () => leaving.abort() };
}

function reading(response: Response): Pick<Client, "received" | "ended"> {
  const received: string[] = [];
  const read = async () => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (text + chunk).split("\n\n");
      text = parts.pop() ?? "";
      received.push(...parts);
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  });
  return { received, ended };
}

/** A listener who keeps the right to listen. */
const ALLOWED = { stillMay: async () => true };

const soon = <Value>(what: () => Value) => expect.poll(what, { timeout: 8_000 });
const lastId = ({ received }: Client) => /^id: (.*)$/m.exec(received.at(-1) ?? "")?.[1] ?? "";

it("tells two clients of the same run as it starts or ends, and lets go of the one that leaves", async () => {
  const [one, other] = await Promise.all([listen(), listen()]);
  expect(one.response.headers.get("content-type")).toBe("text/event-stream");
  expect(one.response.headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
  await soon(() => [one.received[0], other.received[0]].map((text) => text?.includes("event: ready"))).toEqual([
    true,
    true,
  ]);
  expect(app.runtime.live.listeners).toBe(2);
  const { runId } = await (await app.as("operator", "/api/admin/cron-jobs/scripted/run", { method: "POST" })).json();
  for (const { received } of [one, other]) {
    await soon(() => received.filter((text) => text.includes("event: run_ended") && text.includes(runId)).length).toBe(
      1,
    );
  }
  one.leave();
  await soon(() => app.runtime.live.listeners).toBe(1);
  other.leave();
  await soon(() => app.runtime.live.listeners).toBe(0);
});

it("resumes after Last-Event-ID, and says reset when it cannot", async () => {
  const stays = await listen();
  const leaves = await listen();
  await soon(() => leaves.received.length).toBeGreaterThan(0);
  const left = lastId(leaves);
  leaves.leave();
  const { runId } = await (await app.as("operator", "/api/admin/cron-jobs/scripted/run", { method: "POST" })).json();
  await soon(() => stays.received.at(-1)).toContain(runId);
  const back = await listen({ "last-event-id": left });
  await soon(() => back.received.join("\n\n")).toMatch(
    new RegExp(`event: ready[\\s\\S]*"resumed":true[\\s\\S]*${runId}`),
  );
  const lost = await listen({ "last-event-id": "another-process-9" });
  await soon(() => lost.received[0]).toContain("event: reset");
  for (const client of [stays, back, lost]) client.leave();
});

it("answers whoever polls with what is open, and with 304 while nothing changes", async () => {
  const ask = (headers = {}) => app.as("viewer", "/api/admin/events?format=json", { headers });
  await app.as("operator", "/api/admin/cron-jobs/scripted/run", { method: "POST" });
  const first = await ask();
  const etag = first.headers.get("etag") ?? "";
  expect((await first.json()).runs).toContainEqual(
    expect.objectContaining({ jobName: "scripted", state: "completed" }),
  );
  const again = await ask({ "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

it("says something now and then, and ends when its life is over", async () => {
  const { live } = app.runtime;
  const response = await streamEvents(live, {
    resumeAfter: null,
    lifeMs: 300,
    heartbeatMs: 50,
    polls: true,
    ...ALLOWED,
  });
  const { received, ended } = reading(response);
  await ended;
  expect(received[0]).toContain('"polls":true');
  expect(received).toContain(": still here");
  expect(live.listeners).toBe(0);
});

describe("fault C6: a listener who lost the right to listen", () => {
  async function listenAs(name: string): Promise<Client> {
    const email = `${name}@example.com`;
    await createPerson({ db: app.db, email, password: "correct horse battery", role: "viewer" });
    return await listenWith({ cookie: cookieFrom(await signIn(app.url, email)) });
  }

  async function listenWith(headers: Record<string, string>): Promise<Client> {
    const response = await fetch(`${app.url}/api/admin/events`, { headers });
    const client = { response, ...reading(response), leave: () => undefined };
    await soon(() => client.received.join("\n")).toContain("event: ready");
    return client;
  }

  it("is let go within seconds, whether signed out, banned, without the role or with a revoked key", async () => {
    const key = { name: "listener", permissions: ["analytics:view_all"] };
    const { id, key: bearer } = await (await app.as("admin", "/api/admin/api-keys", asJson(key))).json();
    const stays = await listen();
    const program = await listenWith({ authorization: `Bearer ${bearer}` });
    const people = await Promise.all(["out", "banned", "demoted"].map((name) => listenAs(name)));
    const change = (name: string, data: object) =>
      app.db.user.update({ where: { email: `${name}@example.com` }, data });
    await app.db.session.deleteMany({ where: { user: { email: "out@example.com" } } });
    await change("banned", { banned: true });
    await change("demoted", { role: "nobody" });
    await app.as("admin", `/api/admin/api-keys/${id}`, { method: "DELETE" });
    await Promise.all([program, ...people].map(({ ended }) => ended));
    await soon(() => app.runtime.live.listeners).toBe(1);
    stays.leave();
  }, 15_000);
});

it("ends every stream at the drain, so that the server can stop", async () => {
  const clients = await Promise.all([listen(), listen()]);
  await app.runtime.live.close();
  await Promise.all(clients.map(({ ended }) => ended));
  expect(app.runtime.live.listeners).toBe(0);
});
