import { useTranslations } from "next-intl";
import { EndSilence } from "@/components/alerts/alert-frame";
import { EndFields, ReasonField } from "@/components/alerts/incident-acts";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptSelect } from "@/components/forms/kept-field";
import { Time } from "@/components/text/time";
import type { OpenIncident } from "@/lib/dashboard/alerts/incidents";
import { type ListedSilence, LONGEST_DAYS } from "@/lib/dashboard/alerts/silences";

interface SilenceFormProps {
  jobs: readonly { name: string; category: string }[];
  /** What is wrong now: it may be about no job. */
  open: readonly OpenIncident[];
  action: FormAction;
}

/** Silences a job, a category or what is wrong now, with a reason and an end. */
export function SilenceForm({ jobs, open, action }: SilenceFormProps) {
  const t = useTranslations("incidents.silences");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <FormField id="silence-subject" label={t("kind")} hint={t("most", { days: LONGEST_DAYS })}>
          <SubjectSelect jobs={jobs} open={open} />
        </FormField>
        <ReasonField id="silence-reason" />
      </div>
      <EndFields id="silence" />
      <SubmitButton variant="primary" className="self-start">
        {t("submit")}
      </SubmitButton>
    </ActionForm>
  );
}

function SubjectSelect({ jobs, open }: Omit<SilenceFormProps, "action">) {
  const t = useTranslations("incidents.silences");
  const categories = [...new Set(jobs.map(({ category }) => category))].sort();
  const names = jobs.map(({ name }) => `job:${name}`);
  const others = [...new Set(open.flatMap(({ subject, follows }) => [subject, ...follows.map((one) => one.subject)]))];
  const rest = others.filter((subject) => !names.includes(subject));
  return (
    <KeptSelect id="silence-subject" name="subject" aria-describedby="silence-subject-hint" required>
      <optgroup label={t("jobs")}>
        {jobs.map(({ name }) => (
          <option key={name} value={`job:${name}`}>
            {t("job", { name })}
          </option>
        ))}
      </optgroup>
      <optgroup label={t("categories")}>
        {categories.map((name) => (
          <option key={name} value={`category:${name}`}>
            {t("category", { name })}
          </option>
        ))}
      </optgroup>
      {rest.length > 0 && (
        <optgroup label={t("others")}>
          {rest.map((subject) => (
            <option key={subject}>{subject}</option>
          ))}
        </optgroup>
      )}
    </KeptSelect>
  );
}

/** What is or was silenced, why, by whom and until when. */
export function SilenceList({ silences, end }: { silences: readonly ListedSilence[]; end: FormAction | null }) {
  return (
    <ul className="divide-y divide-border">
      {silences.map((silence) => (
        <li key={silence.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 text-sm">
          <SilenceFacts silence={silence} />
          {end && <EndSilence id={silence.id} subject={silence.subject} action={end} />}
        </li>
      ))}
    </ul>
  );
}

function SilenceFacts({ silence }: { silence: ListedSilence }) {
  const t = useTranslations("incidents.silences");
  const { subject, until, reason, actor, createdAt, endedAt, endedBy } = silence;
  const time = (at: Date) => () => <Time at={at} />;
  return (
    <div className="min-w-0 wrap-anywhere">
      <p>
        <code className="font-mono text-[0.8125rem] font-medium">{subject}</code> ·{" "}
        {endedAt === null
          ? t.rich(until > new Date() ? "until" : "over", { time: time(until) })
          : t.rich("endedBy", { time: time(endedAt), who: endedBy ?? "" })}
      </p>
      <p className="text-[0.8125rem] text-muted-foreground">
        {reason} · {t.rich("by", { who: actor, time: time(createdAt) })}
      </p>
    </div>
  );
}
