import { createServer, type ServerResponse } from "node:http";
import { listen } from "./listening.ts";

export interface HeardCall {
  path: string;
  method: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

type Behaviour = "answer" | "hang" | "fail" | "redirect" | "missing";

/** A watcher's or webhook's server on this machine, which keeps what it hears and behaves as it is told. */
export async function startHeartbeatServer() {
  const calls: HeardCall[] = [];
  let behaviour: Behaviour = "answer";
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    calls.push({ path: request.url ?? "", method: request.method ?? "", headers: request.headers, body });
    answer(response, behaviour);
  });
  const { port, close } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    clear: () => void calls.splice(0),
    behave(next: Behaviour) {
      behaviour = next;
    },
    close,
  };
}

function answer(response: ServerResponse, behaviour: Behaviour): void {
  switch (behaviour) {
    case "answer":
      response.writeHead(200).end("OK");
      return;
    case "fail":
      response.writeHead(503).end();
      return;
    case "missing":
      response.writeHead(404).end();
      return;
    case "redirect":
      response.writeHead(302, { location: "http://169.254.169.254/latest" }).end();
      return;
    case "hang":
      return;
  }
}
