import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What the next statement that carries a text runs into. */
export interface Trap {
  /** Resolves when the statement (or its answer) is held here. */
  readonly caught: Promise<void>;
  /** Lets it pass; resolves when the database has answered. */
  release(): Promise<void>;
}

interface ArmedTrap {
  text: string;
  /** `statement`: the database never sees it; `answer`: it is done there, and the client does not hear of it. */
  holds: "statement" | "answer";
  caught(): void;
  connection: Connection | null;
}

/** A TCP proxy before a real Postgres: faults at chosen moments without any hook in the product. */
export class DatabaseProxy {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #target: { host: string; port: number };
  #away = false;
  /** Statements that clients have sent so far, BEGIN and COMMIT too. */
  statements = 0;
  #trap: ArmedTrap | null = null;
  readonly url: string;

  private constructor(server: Server, targetUrl: string) {
    this.#server = server;
    this.#target = addressOf(targetUrl);
    const url = new URL(targetUrl);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.url = url.href;
    server.on("connection", (client) => this.#accept(client));
  }

  static async open(targetUrl: string): Promise<DatabaseProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new DatabaseProxy(server, targetUrl);
  }

  /** Holds the next statement that carries `text`, once. */
  trap(text: string, holds: ArmedTrap["holds"]): Trap {
    let caught = () => {};
    const promise = new Promise<void>((resolve) => {
      caught = resolve;
    });
    const trap: ArmedTrap = { text, holds, caught, connection: null };
    this.#trap = trap;
    return { caught: promise, release: async () => trap.connection?.letPass() };
  }

  /** Cuts every connection and refuses new ones. */
  goAway(): void {
    this.#away = true;
    this.cut();
  }

  /** Keeps every connection and lets nothing pass: what a network that went away looks like. */
  hang(): void {
    for (const connection of this.#connections) connection.hang();
  }

  comeBack(): void {
    this.#away = false;
  }

  /** Cuts every connection; new ones are welcome. */
  cut(): void {
    for (const connection of this.#connections) connection.end();
  }

  /** The database stands elsewhere now. */
  retarget(url: string): void {
    this.#target = addressOf(url);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.#away) {
      client.resetAndDestroy();
      return;
    }
    const connection = new Connection(client, connect(this.#target), (chunk) => this.#takeTrap(chunk, connection));
    client.on(
      "data",
      countStatements(() => (this.statements += 1)),
    );
    this.#connections.add(connection);
    connection.onClosed(() => this.#connections.delete(connection));
  }

  #takeTrap(chunk: Buffer, connection: Connection): ArmedTrap | null {
    const trap = this.#trap;
    if (!trap || !chunk.includes(trap.text)) return null;
    this.#trap = null;
    trap.connection = connection;
    return trap;
  }
}

class Connection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #trapFor: (chunk: Buffer) => ArmedTrap | null;
  #trap: ArmedTrap | null = null;
  #heldFromClient: Buffer[] = [];
  #heldFromServer: Buffer[] = [];

  constructor(client: Socket, server: Socket, trapFor: (chunk: Buffer) => ArmedTrap | null) {
    this.#client = client;
    this.#server = server;
    this.#trapFor = trapFor;
    client.on("data", (chunk) => this.#fromClient(chunk));
    server.on("data", (chunk) => this.#fromServer(chunk));
    for (const socket of [client, server]) socket.on("error", () => this.end()).on("close", () => this.end());
  }

  onClosed(listener: () => void): void {
    this.#client.once("close", listener);
  }

  end(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  hang(): void {
    this.#client.pause();
    this.#server.pause();
  }

  async letPass(): Promise<void> {
    const answered = this.#heldFromServer.length > 0 ? null : once(this.#server, "data");
    this.#trap = null;
    for (const chunk of this.#heldFromClient.splice(0)) this.#server.write(chunk);
    for (const chunk of this.#heldFromServer.splice(0)) this.#client.write(chunk);
    await answered;
  }

  #fromClient(chunk: Buffer): void {
    this.#trap ??= this.#trapFor(chunk);
    if (this.#trap?.holds !== "statement") {
      this.#server.write(chunk);
      return;
    }
    this.#heldFromClient.push(chunk);
    this.#trap.caught();
  }

  /** An answer at our door says that the statement is committed. */
  #fromServer(chunk: Buffer): void {
    if (this.#trap?.holds !== "answer") {
      this.#client.write(chunk);
      return;
    }
    this.#heldFromServer.push(chunk);
    this.#trap.caught();
  }
}

/** Reads the client's side of Postgres' protocol: a statement ends with Sync, or is a simple query. */
function countStatements(count: () => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let isStarted = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0; // the first message has no type
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      if (isStarted && "SQ".includes(String.fromCharCode(rest[0] ?? 0))) count();
      rest = rest.subarray(end);
      isStarted = true;
    }
  };
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 5432) };
}
