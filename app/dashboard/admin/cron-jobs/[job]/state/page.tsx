import { getTranslations } from "next-intl/server";
import { JobFrame } from "@/components/jobs/page/job-frame";
import { StateCard, StateReset } from "@/components/jobs/page/state-card";
import { StateForm } from "@/components/jobs/page/state-form";
import { Empty } from "@/components/text/blocks";
import { hrefOf, jobTabPath } from "@/components/text/paths";
import { Card } from "@/components/ui/card";
import { type JobStateEntry, NO_STATE, readJobStates, stateProblem } from "@/lib/dashboard/jobs/job-state";
import { type JobPageProps, jobTitle, openJob } from "../open-job";
import { resetStateAction, saveStateAction } from "./actions";

export const generateMetadata = jobTitle;

/** `?change=edit&key=` and `?change=reset&key=` open the form of one key. */
export default async function JobStatePage(props: JobPageProps) {
  const { deps, can, findJob, subject, name, query } = await openJob(props, "state");
  const [t, words, stored] = await Promise.all([
    getTranslations("jobState"),
    getTranslations("words"),
    readJobStates(deps.db, name),
  ]);
  const job = findJob(name);
  const mayChange = job?.state !== undefined && can("cron:state");
  const states = stored.length === 0 && job?.state !== undefined ? [NO_STATE] : stored;
  const path = jobTabPath(name, "state");
  const open = mayChange ? query.change : undefined;
  const formOf = ({ key, version, value }: JobStateEntry) => {
    const change = { jobName: name, stateKey: key, version, back: path };
    if ((query.key ?? "") !== key) return null;
    if (open === "edit") return <StateForm {...change} action={saveStateAction} value={value} hint={t("editHint")} />;
    if (open !== "reset") return null;
    return <StateReset {...change} action={resetStateAction} repeats={job?.resetRepeats ?? null} />;
  };
  return (
    <JobFrame
      subject={subject}
      tab="state"
      may={{ run: can("cron:run"), audit: can("audit:view") }}
      live={open === undefined}
    >
      <div className="flex flex-col gap-4">
        {states.length === 0 && (
          <Card>
            <Empty title={t(job ? "keepsNone" : "none")} />
          </Card>
        )}
        {states.map((state) => (
          <StateCard
            key={state.key}
            state={state}
            isEdited={open === "edit" && (query.key ?? "") === state.key}
            problem={job?.state === undefined ? null : stateProblem(words, job, state)}
            change={
              mayChange
                ? {
                    edit: hrefOf(path, { change: "edit", key: state.key }),
                    reset: hrefOf(path, { change: "reset", key: state.key }),
                  }
                : null
            }
          >
            {formOf(state)}
          </StateCard>
        ))}
      </div>
    </JobFrame>
  );
}
