import { expect, it } from "vitest";
import { z } from "zod";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { maskSecrets, unmaskSecrets } from "../../../lib/cron/jobs/secret-params.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

const params = z.strictObject({ url: z.string(), token: z.string().meta({ secret: true }) });
const job: AnyJob = { ...scriptedJob([step.ok()]).job, params };

it("a secret is shown masked, and one that comes back masked keeps its stored value", () => {
  const stored = { url: "https://a.example", token: "t0ps3cret" };
  const shown = maskSecrets(job, stored) as typeof stored;
  expect(shown.url).toBe(stored.url);
  expect(shown.token).not.toContain("t0p");
  const edited = { ...shown, url: "https://b.example" };
  expect(unmaskSecrets(job, edited, stored)).toEqual({ url: "https://b.example", token: "t0ps3cret" });
  expect(unmaskSecrets(job, { ...edited, token: "another" }, stored)).toMatchObject({ token: "another" });
});
