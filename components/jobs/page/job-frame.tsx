import { Pause, Play, ScrollText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { Notice } from "@/components/text/blocks";
import { hrefOf, JOBS_PATH, type JobTab, jobTabPath, RUNS_PATH, runJobPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { JobPause, JobSubject } from "@/lib/dashboard/jobs/job-subject";

interface JobFrameProps {
  subject: JobSubject;
  tab: JobTab;
  /** What the person may see and do. */
  may: { run: boolean; audit: boolean };
  /** A tab on which somebody writes does not change by itself. */
  live?: boolean;
  children: ReactNode;
}

/** What all tabs of a job's page share: its name, how it stands, what can be done with it, and the way to the others. */
export function JobFrame({ subject, tab, may, live = true, children }: JobFrameProps) {
  const t = useTranslations("job");
  const job = subject.kind === "registered" ? subject.job : null;
  return (
    <>
      <PageHeader
        title={subject.name}
        crumbs={[{ href: JOBS_PATH, label: t("crumb") }]}
        description={job?.description ?? t("removedDescription")}
      >
        <Standing subject={subject} />
        {live && <Live job={subject.name} />}
        <Button asChild>
          <Link href={hrefOf(RUNS_PATH, { job_name: subject.name })}>
            <ScrollText aria-hidden /> {t("viewLogs")}
          </Link>
        </Button>
        {job && may.run && (
          <Button asChild variant="primary">
            <Link href={runJobPath(subject.name)}>
              <Play aria-hidden /> {t("runNow")}
            </Link>
          </Button>
        )}
      </PageHeader>
      {subject.kind === "registered" && subject.pause && <PauseNotice name={subject.name} pause={subject.pause} />}
      {subject.kind === "removed" && <RemovedNotice lastRunAt={subject.lastRunAt} />}
      <JobTabs name={subject.name} current={tab} tabs={tabsOf(subject, may.audit)} />
      {children}
    </>
  );
}

function tabsOf(subject: JobSubject, mayAudit: boolean): JobTab[] {
  const configuration: JobTab[] = subject.kind === "registered" ? ["configuration"] : [];
  return ["overview", "runs", "schedule", "state", ...configuration, ...(mayAudit ? (["audit"] as const) : [])];
}

function Standing({ subject }: { subject: JobSubject }) {
  const t = useTranslations("job");
  const words = useTranslations("words");
  if (subject.kind === "removed") return <Badge tone="warning">{t("removed")}</Badge>;
  return (
    <>
      <Badge tone={subject.job.enabled ? "success" : "idle"}>
        {words(subject.job.enabled ? "enabled" : "disabled")}
      </Badge>
      {subject.pause && (
        <Badge tone="warning">
          <Pause aria-hidden /> {t("paused")}
        </Badge>
      )}
    </>
  );
}

function PauseNotice({ name, pause }: { name: string; pause: JobPause }) {
  const t = useTranslations("job");
  const { of, until, by, reason } = pause;
  return (
    <div className="mb-4">
      <Notice tone="warning">
        {t.rich(until === null ? "pausedOpen" : "pausedUntil", {
          what: of === "job" ? name : t("everything"),
          by: by ?? t("facts.unknown"),
          reason: reason ?? t("noReason"),
          time: () => <Time at={until} />,
        })}{" "}
        {of === "job" && (
          <Link href={jobTabPath(name, "schedule")} className="font-medium underline underline-offset-2">
            {t("toPause")}
          </Link>
        )}
      </Notice>
    </div>
  );
}

function RemovedNotice({ lastRunAt }: { lastRunAt: Date | null }) {
  const t = useTranslations("job");
  return (
    <div className="mb-4">
      <Notice tone="warning">{t.rich("removedNotice", { time: () => <Time at={lastRunAt} /> })}</Notice>
    </div>
  );
}

/** The tabs of a job's page as links, each an address of its own; on a narrow screen the row scrolls by itself. */
function JobTabs({ name, current, tabs }: { name: string; current: JobTab; tabs: readonly JobTab[] }) {
  const t = useTranslations("job");
  return (
    <nav aria-label={t("tabs")} className="mb-4 overflow-x-auto border-b border-border">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab}>
            <Link
              href={jobTabPath(name, tab)}
              aria-current={tab === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-block border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
                tab === current
                  ? "border-primary text-foreground"
                  : "border-transparent text-muted-foreground hover:text-foreground",
              )}
            >
              {t(`tab.${tab}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
