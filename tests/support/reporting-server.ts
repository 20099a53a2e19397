import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { PLANTED } from "./leaky-job.ts";

const MAIN = fileURLToPath(new URL("reporting-server-main.ts", import.meta.url));

/** A process of ours that tells Sentry of its runs; see reporting-server-main.ts. */
export class ReportingServer {
  readonly #child: ChildProcess;
  readonly url: string;
  readonly #printed: string[];

  private constructor(child: ChildProcess, url: string, printed: string[]) {
    this.#child = child;
    this.url = url;
    this.#printed = printed;
  }

  /** @param variables SENTRY_DSN; VERCEL for a process that lives with its calls; anything else that is to differ */
  static async start(databaseUrl: string, variables: Record<string, string>): Promise<ReportingServer> {
    const own = {
      DATABASE_URL: databaseUrl,
      BELFRY_HOME: tmpdir(),
      BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
      CRON_SECRET: PLANTED.cronSecret,
      UPSTASH_REDIS_REST_URL: `https://default:${encodeURIComponent(PLANTED.redisPassword)}@redis.example`,
      UPSTASH_REDIS_REST_TOKEN: "a-token-that-is-planted-nowhere",
      SCHEDULER: "none",
    };
    const env = { ...process.env, ...own, ...variables };
    const child = fork(MAIN, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => printed.push(String(chunk)));
    const gone = once(child, "exit").then(() => Promise.reject(new Error(`It ended early:\n${printed.join("")}`)));
    const [url] = await Promise.race([once(child, "message"), gone]);
    gone.catch(() => undefined);
    return new ReportingServer(child, url, printed);
  }

  get printed(): string {
    return this.#printed.join("");
  }

  /** Calls a job's cron route and waits for the answer. */
  async call(job: string, params: Record<string, unknown> = {}): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.url}/api/cron/${job}`, {
      method: "POST",
      headers: { authorization: `Bearer ${PLANTED.cronSecret}`, "content-type": "application/json" },
      body: JSON.stringify(params),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  async ask(question: "settled" | "loaded"): Promise<number> {
    const answered = once(this.#child, "message");
    this.#child.send(question);
    const [answer] = await answered;
    return answer;
  }

  /** Ends it by a signal. @returns its exit code, or the signal */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | string> {
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    const [code, by] = await ended;
    return code ?? by;
  }
}

/** The parts of a run's answer that the tests look at. */
interface Answer {
  success: boolean;
  status?: string;
  execution?: { id: string };
  [key: string]: unknown;
}
