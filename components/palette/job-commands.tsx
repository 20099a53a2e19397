"use client";

import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { JOBS_PATH, RUNS_PATH, runJobPath } from "@/components/shell/paths";
import type { JobSwitches } from "@/lib/dashboard/job-switches";
import { PaletteGroup, PaletteItem } from "./palette-item";

/** What can be done with the job whose page is open; each leads to the form that asks for what is missing. */
export function JobCommands(props: {
  job: JobSwitches;
  mayRun: boolean;
  mayToggle: boolean;
  go: (href: string) => void;
}) {
  const { job, mayRun, mayToggle, go } = props;
  const { name, enabled, paused } = job;
  const t = useTranslations("client.palette");
  const confirm = (act: string) => () => go(hrefOf(JOBS_PATH, { act, job: name }));
  return (
    <PaletteGroup heading={name}>
      {mayRun && <PaletteItem onSelect={() => go(runJobPath(name))}>{t("runJob", { job: name })}</PaletteItem>}
      <PaletteItem onSelect={() => go(hrefOf(RUNS_PATH, { job_name: name }))}>{t("logsOf", { job: name })}</PaletteItem>
      {mayToggle && (
        <>
          <PaletteItem onSelect={confirm(enabled ? "disable" : "enable")}>
            {t(enabled ? "disableJob" : "enableJob", { job: name })}
          </PaletteItem>
          <PaletteItem onSelect={confirm(paused ? "resume" : "pause")}>
            {t(paused ? "resumeJob" : "pauseJob", { job: name })}
          </PaletteItem>
        </>
      )}
    </PaletteGroup>
  );
}
