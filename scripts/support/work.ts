import type { Runtime } from "../../lib/runtime.ts";

/** As the web server's: Docker kills after 10 s. */
const DRAIN_GRACE_MS = 8_000;
/** sysexits' EX_TEMPFAIL: whoever supervises the worker starts another one. */
const EXIT_STUCK = 75;
/** A handler that goes on for so long after its timeout will not stop. */
const STUCK_AFTER_MS = 60_000;

interface Work {
  runtime: Runtime;
  /** Called last: says that the database is not needed any more. */
  release(): Promise<void>;
}

/**
 * Works on queued runs until the process is told to stop. SIGTERM and SIGINT hand back what runs and end it with 0, a
 * second signal ends it at once. With a handler that will not stop it hands back the others and ends with 75: only
 * the end of its process stops such code.
 */
export async function work({ runtime, release }: Work): Promise<void> {
  const { engine, env, alerts, outbox } = runtime;
  const end = createEnd(runtime, release);
  onStopSignal(() => end(0));
  onStuckHandler(runtime, () => end(EXIT_STUCK));
  outbox.start();
  alerts.start();
  engine.start({ scheduler: env.scheduler === "embedded" });
  await engine.work(env.workerConcurrency);
  console.log(`Belfry works on queued runs, ${env.workerConcurrency} at once (process ${process.pid})`);
}

function createEnd({ drain }: Runtime, release: () => Promise<void>): (code: number) => void {
  let ending = false;
  return (code) => {
    if (ending) return;
    ending = true;
    drain(DRAIN_GRACE_MS)
      .then(release)
      .then(
        () => process.exit(code),
        (error: unknown) => {
          console.error("The drain failed; the leases of what ran expire by themselves:", error);
          process.exit(1);
        },
      );
  };
}

function onStopSignal(end: () => void): void {
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    if (signals > 1) process.exit(1);
    console.log("Stopping: what runs is handed back. A second signal ends at once.");
    end();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
}

/** A run that was aborted and goes on for another timeout, at least a minute. */
function onStuckHandler({ events, engine, logger }: Runtime, end: () => void): void {
  events.subscribe((event) => {
    if (event.type !== "run_stopping") return;
    const timeoutMs = (engine.find(event.run.jobName)?.timeoutSeconds ?? 0) * 1000;
    if (event.sinceMs < Math.max(STUCK_AFTER_MS, timeoutMs)) return;
    const { id, jobName } = event.run;
    logger.error({ component: "cron", job: jobName, run: id }, "the handler does not stop: this worker ends itself");
    end();
  });
}
