import { describe, expect, it } from "vitest";
import { beating, begin } from "../support/requests.ts";
import type { OpenSubject } from "./subject.ts";

export function describeMetrics(open: OpenSubject): void {
  describe("metrics", () => {
    it("keeps metrics by name: the latest value counts, also of a beat that is sent again", async () => {
      const subject = await open();
      const run = await begin(subject.runs);
      const metrics = [
        { name: "rows", value: 12.5, unit: null },
        { name: "spend", value: 3, unit: "USD" },
      ];
      await subject.runs.beat([beating(run, { metrics })]);
      await subject.runs.beat([beating(run, { metrics: [{ name: "rows", value: 1e300, unit: "MB" }] })]);
      await subject.runs.beat([beating(run, { metrics: [{ name: "rows", value: 1e300, unit: "MB" }] })]);
      await subject.runs.beat([
        beating({ id: run.id, fence: "0" }, { metrics: [{ name: "rows", value: 9, unit: null }] }),
      ]);
      expect(await subject.metrics(run.id)).toEqual([
        { name: "rows", value: 1e300, unit: "MB" },
        { name: "spend", value: 3, unit: "USD" },
      ]);
    });
  });
}
