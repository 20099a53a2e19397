import { createProbes } from "../../clients/health/create-probes.ts";
import type { Pack, PackSettings } from "../pack.ts";
import type { Services } from "../services.ts";
import { healthCheck } from "./health-check.ts";

/** Watches what this installation depends on. */
export const systemPack = {
  name: "system",
  jobs: [healthCheck],
  services: ({ db, bucket }: Services, { redis, smtpUrl, home }: PackSettings) => ({
    /** One for each component that health-check watches. */
    probes: createProbes({ db, bucket, redis, smtpUrl, home }),
  }),
  files: [],
} as const satisfies Pack;
