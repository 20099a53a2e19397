import { once } from "node:events";
import { createServer } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { smtpProbe } from "../../../lib/clients/health/create-probes.ts";
import { closedPort, type Listening, listen, listenInSilence } from "../../support/listening.ts";
import { ask, limits } from "./limits.ts";

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A real SMTP server that knows one account. */
async function startMail(): Promise<Listening> {
  const mail = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: String(username) }) : done(new Error("Invalid username or password")),
  });
  server = await listen(mail.server);
  return server;
}

test("a mail server that greets is healthy", async () => {
  const { port } = await startMail();
  expect(await ask(smtpProbe(`smtp://127.0.0.1:${port}`))).toMatchObject({
    component: "smtp",
    healthy: true,
    detail: `127.0.0.1:${port} answers`,
  });
});

test("the account of the address is tried, and its password is not told", async () => {
  const { port } = await startMail();
  expect(await ask(smtpProbe(`smtp://ada:right@127.0.0.1:${port}`))).toMatchObject({ healthy: true });
  const { healthy, detail } = await ask(smtpProbe(`smtp://ada:hunter2@127.0.0.1:${port}`));
  expect(healthy).toBe(false);
  expect(detail).toContain("535");
  expect(detail).not.toContain("hunter2");
});

test("a mail server that hangs is given up", async () => {
  server = await listenInSilence();
  const seen = await ask(smtpProbe(`smtp://127.0.0.1:${server.port}`), { probeTimeoutMs: 100 });
  expect(seen.healthy).toBe(false);
});

test("a check that is broken off hangs up at once", async () => {
  const silent = createServer((socket) => socket.resume());
  server = await listen(silent);
  const met = once(silent, "connection");
  const stopping = new AbortController();
  const checking = smtpProbe(`smtp://127.0.0.1:${server.port}`).check(stopping.signal, limits);
  const [socket] = await met;
  const hungUp = once(socket, "close");
  stopping.abort();
  await expect(checking).rejects.toThrow("aborted");
  await hungUp;
});

test("a mail server that is away is told with the reason", async () => {
  const { healthy, detail } = await ask(smtpProbe(`smtp://127.0.0.1:${await closedPort()}`));
  expect(healthy).toBe(false);
  expect(detail).toContain("ECONNREFUSED");
});
