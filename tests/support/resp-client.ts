import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What a Redis server answers; an error is a value here, since a pipeline goes on after it. */
export type Reply = string | number | null | Reply[] | RedisFailure;

export class RedisFailure extends Error {}
/** `+OK`: not the same as the text "OK" of a value. */
export class Simple {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One connection to a real Redis by its own protocol (RESP 2): a command after the other. */
export class RespClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  readonly #waiting: ((reply: Reply | Simple) => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", () => undefined);
  }

  static async open(port: number): Promise<RespClient> {
    const socket = connect(port, "127.0.0.1").setNoDelay();
    await once(socket, "connect");
    return new RespClient(socket);
  }

  /** Resolves with the answer, also with one that is an error. */
  command(...words: readonly string[]): Promise<Reply | Simple> {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const read = readReply(this.#received, 0);
      if (read === null) return;
      this.#received = this.#received.subarray(read.end);
      this.#waiting.shift()?.(read.reply);
    }
  }
}

/** The reply that begins at `start`, and where it ends; null while it has not come whole. */
function readReply(bytes: Buffer, start: number): { reply: Reply | Simple; end: number } | null {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd < 0) return null;
  const line = bytes.toString("utf8", start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case "+":
      return { reply: new Simple(line), end };
    case "-":
      return { reply: new RedisFailure(line), end };
    case ":":
      return { reply: Number(line), end };
    case "$":
      return readBulk(bytes, { length: Number(line), start: end });
    case "*":
      return readArray(bytes, { length: Number(line), start: end });
    default:
      throw new Error(`This is no reply of Redis: ${line}`);
  }
}

function readBulk(bytes: Buffer, { length, start }: { length: number; start: number }) {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  return end > bytes.length ? null : { reply: bytes.toString("utf8", start, start + length), end };
}

function readArray(bytes: Buffer, { length, start }: { length: number; start: number }) {
  const items: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const read = readReply(bytes, end);
    if (read === null) return null;
    items.push(read.reply instanceof Simple ? read.reply.text : read.reply);
    end = read.end;
  }
  return { reply: length < 0 ? null : items, end };
}
