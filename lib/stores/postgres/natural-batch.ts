import { isDatabaseUnavailable } from "./errors.ts";

/** One commit takes this many members and bytes at most: more would make each of them wait for the others. */
const MAX_MEMBERS = 64;
const MAX_BYTES = 256 * 1024;

export interface BatchMember<Request> {
  request: Request;
  json: string;
}

interface Waiting<Request, Answer> extends BatchMember<Request> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Group commit by natural batching: while one statement is under way the next group gathers. No timer, so a lone
 * member never waits, and under load each commit is shared by as many as came meanwhile or come in one burst.
 */
export class NaturalBatch<Request, Answer> {
  readonly #encode: (request: Request) => string;
  readonly #send: (members: BatchMember<Request>[]) => Promise<Answer[]>;
  readonly #waiting: Waiting<Request, Answer>[] = [];
  #inFlight = false;

  /** `send` answers the members of a group in their order. */
  constructor(options: {
    encode: (request: Request) => string;
    send: (members: BatchMember<Request>[]) => Promise<Answer[]>;
  }) {
    this.#encode = options.encode;
    this.#send = options.send;
  }

  async push(request: Request): Promise<Answer> {
    const json = this.#encode(request);
    const answer = new Promise<Answer>((resolve, reject) => this.#waiting.push({ request, json, resolve, reject }));
    if (!this.#inFlight) this.#start();
    return answer;
  }

  /** Members of a group are answered together and ask again together: the first of them must not leave alone. */
  #start(): void {
    this.#inFlight = true;
    process.nextTick(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#sendGroup(this.#nextGroup());
    this.#inFlight = false;
  }

  #nextGroup(): Waiting<Request, Answer>[] {
    let bytes = 0;
    const full = this.#waiting.findIndex(({ json }, index) => {
      bytes += Buffer.byteLength(json);
      return index > 0 && (index === MAX_MEMBERS || bytes > MAX_BYTES);
    });
    return this.#waiting.splice(0, full === -1 ? this.#waiting.length : full);
  }

  async #sendGroup(group: Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.#send(group);
      for (const [index, answer] of answers.entries()) group[index]?.resolve(answer);
    } catch (error) {
      if (group.length === 1 || isDatabaseUnavailable(error)) for (const { reject } of group) reject(error);
      // One member's bad data must not fail the others.
      else for (const member of group) await this.#sendGroup([member]);
    }
  }
}
