import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { RunForm } from "@/components/jobs/page/run-form";
import { firstValues, hrefOf, JOBS_PATH, jobPath, runJobPath, type SearchParams } from "@/components/text/paths";
import { Card, CardContent } from "@/components/ui/card";
import { paramFields } from "@/lib/dashboard/forms/param-fields";
import { readConfigurations } from "@/lib/dashboard/jobs/job-configuration";
import { readJobPause } from "@/lib/dashboard/jobs/job-subject";
import { formAsksForDebug, valuesOfAddress } from "@/lib/dashboard/runs/run-order";
import { readRun } from "@/lib/dashboard/runs/runs";
import { openPage } from "@/lib/http/routes/page";
import { runJobAction } from "../../actions";

interface RunJobPageProps {
  params: Promise<{ job: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  return { title: (await getTranslations("runForm"))("title") };
}

/** `?from=<run>` fills the form with the parameters of an earlier run, `?with=<JSON>` with those of a preview. */
export default async function RunJobPage({ params, searchParams }: RunJobPageProps) {
  const { job: name } = await params;
  const query = firstValues(await searchParams);
  const { deps, can, findJob, appUrl } = await openPage(hrefOf(runJobPath(name), query));
  const definition = findJob(name);
  if (!definition) notFound();
  if (!can("cron:run")) redirect(jobPath(definition.name));
  const [t, [job], pause, earlier] = await Promise.all([
    getTranslations("runForm"),
    readConfigurations(deps, [definition]),
    readJobPause(deps, definition.name),
    query.from ? readRun(deps, query.from) : null,
  ]);
  const values = valuesOfAddress(query.with) ?? earlier?.params ?? null;
  return (
    <div className="max-w-3xl">
      <PageHeader
        title={t("heading", { job: definition.name })}
        crumbs={[
          { href: JOBS_PATH, label: t("crumb") },
          { href: jobPath(definition.name), label: definition.name },
        ]}
        description={definition.description}
      />
      <Card>
        <CardContent className="py-5">
          <RunForm
            jobName={definition.name}
            enabled={job?.enabled ?? true}
            pause={pause}
            fields={paramFields(definition, values)}
            ticked={{ debug: formAsksForDebug(values), force: query.force === "true" }}
            requestKey={crypto.randomUUID()}
            appUrl={appUrl}
            action={runJobAction}
          />
        </CardContent>
      </Card>
    </div>
  );
}
