import type { Bucket } from "../bucket/bucket.ts";
import type { Probe } from "./probe.ts";

/** Lists one object. Asking for one by its key would not tell a missing bucket from a missing object. */
export const bucketProbe = (bucket: Bucket): Probe => ({
  component: "bucket",
  async check(signal) {
    for await (const page of bucket.list({ pageSize: 1, signal })) {
      if (page.length > 0) return `${bucket.name} answers`;
    }
    return `${bucket.name} answers and is empty`;
  },
});
