import { useTranslations } from "next-intl";
import type { FormAction } from "@/components/shell/action-form";
import { Table } from "@/components/ui/table";
import type { JobFilter } from "@/lib/dashboard/job-filter";
import type { JobRow } from "@/lib/dashboard/job-rows";
import { JobTableHead } from "./job-table-head";
import { JobTableRow } from "./job-table-row";

/** What the person may do; null where they may not, and then no control is shown at all. */
export interface JobControls {
  toggle: FormAction | null;
  mayRun: boolean;
  /** Where a job's History leads: the dialog over this very view of the list. */
  historyHref(jobName: string): string;
}

/** Jobs in a table; on narrow screens the columns fold into the first one. */
export function JobTable(props: { jobs: readonly JobRow[]; filter: JobFilter; controls: JobControls; days: number }) {
  const { jobs, filter, controls, days } = props;
  const t = useTranslations("jobs");
  const mayChoose = controls.toggle !== null || controls.mayRun;
  return (
    <div className="relative overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("title")}</caption>
        <JobTableHead filter={filter} mayChoose={mayChoose} />
        <tbody>
          {jobs.map((job) => (
            <JobTableRow key={job.name} job={job} controls={controls} mayChoose={mayChoose} days={days} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
