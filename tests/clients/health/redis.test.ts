import { createServer, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { redisProbe } from "../../../lib/clients/health/create-probes.ts";
import { closedPort, type Listening, listen, listenInSilence } from "../../support/listening.ts";
import { ask } from "./limits.ts";

const TOKEN = "right-token";

let server: Listening | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Upstash's protocol as far as PING goes: POST, a bearer, strings in base64 when asked for. */
function speakUpstash(answer: unknown) {
  return createServer((request, response) => {
    request.resume();
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      send(response, 401, { error: "WRONGPASS invalid or missing auth token" });
      return;
    }
    const encoded = typeof answer === "string" && request.headers["upstash-encoding"] === "base64";
    const result = encoded ? Buffer.from(answer).toString("base64") : answer;
    send(response, 200, request.url === "/pipeline" ? [{ result }] : { result });
  });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const probeOf = (port: number, token = TOKEN) => redisProbe({ url: `http://127.0.0.1:${port}`, token });

test("a Redis that answers PONG is healthy", async () => {
  server = await listen(speakUpstash("PONG"));
  expect(await ask(probeOf(server.port))).toMatchObject({ component: "redis", healthy: true, detail: "answers" });
});

test.each([["something else"], [null]])("a Redis that answers %o is not", async (answer) => {
  server = await listen(speakUpstash(answer));
  const seen = await ask(probeOf(server.port));
  expect(seen).toMatchObject({ healthy: false, detail: `expected "PONG", got ${JSON.stringify(answer)}` });
});

test("a wrong token is told, and not repeated", async () => {
  server = await listen(speakUpstash("PONG"));
  const { healthy, detail } = await ask(probeOf(server.port, "wrong-token"));
  expect(healthy).toBe(false);
  expect(detail).toContain("WRONGPASS");
  expect(detail).not.toContain("wrong-token");
});

test("a Redis that hangs is given up after 500 ms", async () => {
  server = await listenInSilence();
  expect(await ask(probeOf(server.port))).toMatchObject({ healthy: false, detail: "no answer within 500 ms" });
});

test("the request to a Redis that hangs is broken off", async () => {
  const hanging = createServer();
  const brokenOff = new Promise((resolve) => {
    hanging.on("request", (request) => request.socket.once("close", resolve));
  });
  server = await listen(hanging);
  await ask(probeOf(server.port));
  await brokenOff;
});

test("a Redis that is away is told with the reason", async () => {
  const { healthy, detail } = await ask(probeOf(await closedPort()));
  expect(healthy).toBe(false);
  expect(detail).toContain("ECONNREFUSED");
});
