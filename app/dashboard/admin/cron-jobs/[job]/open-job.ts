import { notFound, redirect } from "next/navigation";
import { firstValues, hrefOf, type JobTab, jobTabPath, type SearchParams } from "@/components/text/paths";
import { readJobSubject } from "@/lib/dashboard/jobs/job-subject";
import { openPage } from "@/lib/http/routes/page";

export interface JobPageProps {
  params: Promise<{ job: string }>;
  searchParams: Promise<SearchParams>;
}

/** Opens a tab of a job's page for whoever may look at it; an alias leads to the job's own address. */
export async function openJob({ params, searchParams }: JobPageProps, tab: JobTab) {
  const { job: name } = await params;
  const query = firstValues(await searchParams);
  const page = await openPage(hrefOf(jobTabPath(name, tab), query));
  const subject = await readJobSubject(page.deps, name);
  if (!subject) notFound();
  if (subject.name !== name) redirect(hrefOf(jobTabPath(subject.name, tab), query));
  return { ...page, subject, name: subject.name, query };
}

/** The title of a tab's window: the job's name. */
export async function jobTitle({ params }: Pick<JobPageProps, "params">) {
  return { title: (await params).job };
}
