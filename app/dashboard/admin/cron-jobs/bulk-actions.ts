"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { JOBS_PATH } from "@/components/text/paths";
import { WordedRefusal } from "@/lib/auth/refusals";
import { requireJob, toggleJob } from "@/lib/commands/jobs";
import { pause, resume } from "@/lib/commands/pause";
import { startRun } from "@/lib/commands/runs";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { adminAction } from "@/lib/http/routes/admin-action";

const HOUR_MS = 3_600_000;

const jobsChange = z.object({
  act: z.enum(["enable", "disable", "pause", "resume"]),
  reason: z.string().trim().max(500).default(""),
  /** Hours that a pause lasts; empty: until somebody resumes. */
  hours: z.union([z.literal("").transform(() => null), z.coerce.number().min(1).max(8760)]).default(null),
});

/** Does one thing to one or many jobs, each with its own line in the audit log; unknown names change nothing at all. */
export const changeJobsAction = adminAction(
  { permission: "cron:toggle", fields: jobsChange },
  async (acting, { act, reason, hours }, form) => {
    const until = hours === null ? null : new Date(acting.runtime.clock.now().getTime() + hours * HOUR_MS);
    for (const job of jobsOf(form).map((name) => requireJob(acting.runtime, name).name)) {
      switch (act) {
        case "enable":
        case "disable":
          await toggleJob(acting, { job, enabled: act === "enable", notes: reason || undefined });
          break;
        case "pause":
          await pause(acting, { kind: "job", job }, { until, reason: reason || null });
          break;
        case "resume":
          await resume(acting, { kind: "job", job });
      }
    }
    redirect(JOBS_PATH);
  },
);

/** Ends the pause of one job, from wherever it is shown. */
export const resumeListedJobAction = adminAction(
  { permission: "cron:toggle", fields: z.object({ job: z.string().max(100) }) },
  async (acting, { job }) => {
    await resume(acting, { kind: "job", job });
    refresh();
  },
);

/** Begins a run of each job with its defaults; sent twice, each runs once. Those that were refused are named. */
export const runJobsAction = adminAction(
  { permission: "cron:run", fields: z.object({ requestKey: z.uuid() }) },
  async (acting, { requestKey }, form) => {
    const [t, words] = await Promise.all([getTranslations("errors"), getTranslations("words")]);
    const refused: string[] = [];
    for (const job of jobsOf(form).map((name) => requireJob(acting.runtime, name).name)) {
      const delivery = { kind: "request", key: requestKey } as const;
      const begun = await startRun(acting, { job, params: {}, trigger: "dashboard", delivery });
      if (begun.kind === "skipped" && begun.reason !== "duplicate_slot") {
        refused.push(`${job} (${reasonWords(words, begun.reason)})`);
      }
    }
    if (refused.length === 0) redirect(JOBS_PATH);
    throw new WordedRefusal(t("notStarted", { reason: refused.join(", ") }));
  },
);

const jobsOf = (form: FormData) => [...new Set(form.getAll("job").map(String))];
