import type { Bucket } from "../clients/bucket/bucket.ts";
import type { Probe } from "../clients/health/probe.ts";
import type { Db } from "../db.ts";
import type { ImageGate } from "./images/image-gate.ts";

/** What the handlers of this application may use; lib/runtime.ts builds it. */
export interface Services {
  readonly db: Db;
  readonly bucket: Bucket;
  readonly imageGate: ImageGate;
  /** One for each component that health-check watches; see lib/clients/health/create-probes.ts. */
  readonly probes: readonly Probe[];
}
