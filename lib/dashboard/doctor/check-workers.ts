import type { Words } from "../../i18n/words.ts";
import { type Finding, ok, warning } from "./finding.ts";

export interface Workers {
  runMode: "inline" | "queue";
  /** Runs that could go on and have waited for a worker for over a minute, as far as they were counted. */
  waiting: number;
  /** Counting ends here. */
  most: number;
}

/** Whether the runs of queue mode are being taken. */
export function checkWorkers(words: Words, { runMode, waiting, most }: Workers): Finding {
  if (runMode === "inline") return ok("workers", words("doctor.workers.inline"));
  if (waiting === 0) return ok("workers", words("doctor.workers.ok"));
  const evidence = words(waiting >= most ? "doctor.workers.many" : "doctor.workers.waiting", { count: waiting });
  return warning({ check: "workers", evidence, fix: words("doctor.workers.fix"), entry: "does-not-run" });
}
