import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("runtime-process-main.ts", import.meta.url));

interface Options {
  databaseUrl: string;
  bucketUrl: string;
  /** Begins this job at once. */
  run?: { job: string; params: unknown };
  /** Whether it dispatches what falls due. Default: it does not. */
  scheduler?: boolean;
}

/** A real process of ours, with the real jobs and short leases (6 s: a busy machine starves one of 3), to be killed. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  output = "";

  constructor({ databaseUrl, bucketUrl, run, scheduler = false }: Options) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        BUCKET_URL: bucketUrl,
        BELFRY_HOME: tmpdir(),
        BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
        CRON_SECRET: "test-secret-of-the-cron-routes",
        LEASE_SECONDS: "6",
        HEARTBEAT_SECONDS: "1",
        SWEEP_SECONDS: "1",
        SCHEDULER: scheduler ? "embedded" : "none",
        ...(run && { RUN_JOB: run.job, RUN_PARAMS: JSON.stringify(run.params) }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  /** kill -9 (or another signal), and waits until the process is gone. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    await exited;
  }

  /** SIGTERM: drains, and stays until it is killed. */
  drain(): void {
    this.#child.kill("SIGTERM");
  }

  /** SIGSTOP: the process keeps its connections and its memory, and does nothing. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }
}
