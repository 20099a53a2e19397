import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type FSWatcher, watch } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { readEnv } from "../../lib/env.ts";
import { ROOT } from "./environment.ts";
import { openHomeDatabase } from "./home-database.ts";
import { listenOn } from "./http-server.ts";

/**
 * `npm run dev` keeps the port, and serves from a process behind it. Pages and routes are reloaded by Next; jobs, engine
 * and stores are built once per process. So when one of those files changes, the process is ended as SIGTERM does (what
 * runs is handed back and goes on) and another one takes its place. Whoever connects meanwhile waits.
 */

interface Supervised {
  /** The project's folder. */
  folder: string;
  /** The program that serves; it says when it is ready, and gets the connections. */
  program: string;
}

const OURS: Supervised = { folder: ROOT, program: join(import.meta.dirname, "serve-dev.ts") };
/** Files that are written together are one change. */
const QUIET_MS = 200;
/** Next reloads these by itself: they are used per request. */
const RELOADED = /^lib\/(http|auth|commands|dashboard|i18n)\//;
const KEPT = /^(lib\/.+\.(ts|json)|vercel\.json)$/;

/** Whether a change of this file (relative to the project) is known only to a new process. */
export const needsRestart = (path: string): boolean => KEPT.test(path) && !RELOADED.test(path);

/**
 * Resolves when the first process has begun.
 * @param variables the environment of the processes; without an embedded database, which each joins by itself
 * @throws when the port is taken or the database does not start
 */
export async function superviseDev(variables: NodeJS.ProcessEnv, { folder, program } = OURS): Promise<void> {
  const { port } = readEnv();
  const listener = createServer({ pauseOnConnect: true });
  await listenOn(listener, port); // first, because it is the cheapest thing that can fail
  const database = await openHomeDatabase(); // so that it stays up between two processes
  database.supervise();
  const start = () => fork(program, { cwd: folder, env: variables, detached: true, execArgv: [] });
  const supervisor = new DevSupervisor(listener, start);
  const watchers = watchFiles(folder, (path) => supervisor.restart(path));
  onSignals(async (signal) => {
    for (const watcher of watchers) watcher.close();
    const code = await supervisor.stop(signal);
    await database.release();
    process.exit(code);
  });
}

class DevSupervisor {
  /** Detached: Ctrl-C reaches only us, and is passed on once. */
  readonly #fork: () => ChildProcess;
  #child: ChildProcess | null = null;
  /** Takes connections. */
  #ready = false;
  #everReady = false;
  #stopping = false;
  #restarting = false;
  #waiting: Socket[] = [];

  constructor(listener: Server, start: () => ChildProcess) {
    this.#fork = start;
    listener.on("connection", (socket) => this.#take(socket));
    this.#start();
  }

  /** Ends the process, if one runs, and starts another. */
  restart(changed: string): void {
    if (this.#stopping || this.#restarting) return;
    console.log(`${changed} has changed: the server starts again, what runs is handed back`);
    this.#ready = false;
    if (this.#child) {
      this.#restarting = true;
      this.#child.kill("SIGTERM");
    } else this.#start();
  }

  /** Passes the signal on; a second one ends the process at once. @returns its exit code */
  async stop(signal: NodeJS.Signals): Promise<number> {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return 0;
    const ended = once(child, "exit");
    child.kill(signal);
    const [code] = await ended;
    return Number(code ?? 1);
  }

  #start(): void {
    this.#restarting = false;
    const child = this.#fork();
    this.#child = child;
    child.once("message", () => this.#onReady());
    child.once("exit", (code) => this.#onExit(code));
  }

  #onReady(): void {
    this.#ready = true;
    this.#everReady = true;
    for (const socket of this.#waiting.splice(0)) this.#take(socket);
  }

  #onExit(code: number | null): void {
    this.#child = null;
    this.#ready = false;
    if (this.#restarting) this.#start();
    else if (!this.#stopping) this.#onFailure(code);
  }

  /** At the first start the caller has said something wrong; later, most likely, a file is half written. */
  #onFailure(code: number | null): void {
    if (!this.#everReady) process.exit(code ?? 1);
    console.error("The server has ended by itself; it starts again when a file of lib/ changes");
    for (const socket of this.#waiting.splice(0)) socket.destroy();
  }

  #take(socket: Socket): void {
    if (!this.#child) return void socket.destroy();
    if (!this.#ready) return void this.#waiting.push(socket);
    this.#child.send("connection", socket, (error) => error && socket.destroy());
  }
}

function watchFiles(folder: string, onChange: (path: string) => void): FSWatcher[] {
  let timer: NodeJS.Timeout | undefined;
  const onFile = (path: string) => {
    if (!needsRestart(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(path), QUIET_MS);
  };
  return [
    watch(join(folder, "lib"), { recursive: true }, (_, file) => onFile(`lib/${file}`)),
    watch(folder, (_, file) => onFile(String(file))),
  ];
}

function onSignals(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}
