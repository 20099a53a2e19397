import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { listen } from "./listening.ts";
import { RedisFailure, type Reply, RespClient, Simple } from "./resp-client.ts";

const TOKEN = "a-token-of-an-upstash-server-under-test";

/** What can be wrong with a Redis. */
export type RedisManner =
  | "serves"
  /** Cuts every connection. */
  | "is away"
  /** Takes requests and never answers. */
  | "hangs"
  /** Answers, but later than anybody waits. */
  | "is slow"
  | "answers null"
  | "answers nonsense"
  /** Each question gets the value of another key. */
  | "answers another's";

export interface UpstashServer {
  url: string;
  token: string;
  behave(manner: RedisManner): void;
  /** Requests so far. */
  readonly requests: number;
  /** To the Redis behind it. */
  command(...words: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Upstash's protocol over a real Redis: commands as JSON arrays to `/`, several to `/pipeline`; strings of the answers in
 * base64 where the client asks for that, all but the status OK.
 */
export async function startUpstashServer(redisPort: number): Promise<UpstashServer> {
  const redis = await RespClient.open(redisPort);
  const scripts = new Scripts();
  let manner: RedisManner = "serves";
  let requests = 0;
  const run = async (command: unknown[]): Promise<Answer> => {
    const asked = scripts.plain(
      command.map((word) => (typeof word === "object" ? JSON.stringify(word) : String(word))),
    );
    const reply = await redis.command(...asked);
    return reply instanceof RedisFailure ? { error: reply.message } : { result: reply };
  };
  const server = createServer(async (request, response) => {
    requests += 1;
    if (manner === "is away") return void request.socket.destroy();
    if (manner === "hangs") return;
    if (manner === "answers nonsense") return void response.end("<html>It works!</html>");
    const answers = await answerAll(await readBody(request), async (command) => distort(await run(command), manner));
    if (manner === "is slow") await sleep(3_000);
    send(response, request, answers);
  });
  const { port, close } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    behave: (next) => {
      manner = next;
    },
    get requests() {
      return requests;
    },
    command: (...words) => redis.command(...words),
    async close() {
      await close();
      redis.close();
    },
  };
}

type Answer = { result: Reply | Simple } | { error: string };
type Body = { commands: unknown[][]; isPipeline: boolean } | "unauthorized";

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return "unauthorized";
  const body = JSON.parse(Buffer.concat(chunks).toString());
  const isPipeline = request.url === "/pipeline";
  return { commands: isPipeline ? body : [body], isPipeline };
}

async function answerAll(body: Body, run: (command: unknown[]) => Promise<Answer>): Promise<Answer | Answer[]> {
  if (body === "unauthorized") return { error: "WRONGPASS invalid or missing auth token" };
  const answers = await Promise.all(body.commands.map(run));
  return body.isPipeline ? answers : (answers[0] ?? { error: "ERR empty command" });
}

const ANOTHERS = "run:belfry:delivery:another:01900000-0000-7000-8000-000000000000:completed";

/** What a Redis that lost its mind says instead. */
function distort(answer: Answer, manner: RedisManner): Answer {
  if (manner === "answers null") return { result: null };
  if (manner !== "answers another's" || "error" in answer) return answer;
  return { result: answer.result instanceof Simple ? null : ANOTHERS };
}

function send(response: ServerResponse, request: IncomingMessage, answers: Answer | Answer[]): void {
  const inBase64 = request.headers["upstash-encoding"] === "base64";
  const told = Array.isArray(answers) ? answers.map((one) => encode(one, inBase64)) : encode(answers, inBase64);
  const status =
    Array.isArray(answers) || "result" in answers ? 200 : answers.error.startsWith("WRONGPASS") ? 401 : 400;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(told));
}

function encode(answer: Answer, inBase64: boolean): unknown {
  return "error" in answer ? answer : { result: encodeReply(answer.result, inBase64) };
}

function encodeReply(reply: Reply | Simple, inBase64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encodeReply(item, inBase64));
  if (reply instanceof Simple && reply.text === "OK") return "OK";
  const text = reply instanceof Simple ? reply.text : reply;
  return typeof text === "string" && inBase64 ? Buffer.from(text).toString("base64") : text;
}

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");

/** Scripts of `@upstash/ratelimit` begin with a flag that only Upstash knows; a plain Redis refuses it. */
class Scripts {
  readonly #plain = new Map<string, string>();

  plain(command: string[]): string[] {
    const [name = "", script = "", ...rest] = command;
    if (/^eval$/i.test(name)) return [name, this.#strip(script), ...rest];
    if (/^script$/i.test(name) && rest[0] !== undefined) return [name, script, this.#strip(rest[0])];
    if (/^evalsha$/i.test(name)) return [name, this.#plain.get(script) ?? script, ...rest];
    return command;
  }

  #strip(script: string): string {
    const stripped = script.replace(/^#!lua flags=allow-key-locking\n/, "");
    this.#plain.set(sha1(script), sha1(stripped));
    return stripped;
  }
}
