import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptCheckbox } from "@/components/forms/kept-field";
import { Facts, JsonBlock, Notice } from "@/components/text/blocks";
import { runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Label } from "@/components/ui/field";
import type { JobStateEntry } from "@/lib/dashboard/jobs/job-state";

interface StateCardProps {
  state: JobStateEntry;
  /** Why the job cannot use it; null when it can. */
  problem: string | null;
  /** Where it is changed; null for whoever may not. */
  change: { edit: string; reset: string } | null;
  /** The form that stands open shows the value itself. */
  isEdited: boolean;
  /** The form that stands open. */
  children?: ReactNode;
}

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a job remembers under one key: the value, its version, and who saved it when. */
export function StateCard({ state, problem, change, isEdited, children }: StateCardProps) {
  const t = useTranslations("jobState");
  const words = useTranslations("words");
  const { key, version, epoch, value, updatedAt, updatedBy } = state;
  const title = key === "" ? t("title") : t("ofKey", { key });
  return (
    <Card>
      <CardHeader>
        <CardTitle className="wrap-anywhere">{title}</CardTitle>
        {change && (
          <div className="flex gap-2">
            <Button asChild size="sm">
              <Link href={change.edit}>{t("edit")}</Link>
            </Button>
            {value !== null && (
              <Button asChild size="sm" variant="destructive">
                <Link href={change.reset}>{t("reset")}</Link>
              </Button>
            )}
          </div>
        )}
      </CardHeader>
      <CardContent className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {problem && <Notice tone="warning">{t("problem", { problem })}</Notice>}
          {children}
          {value === null && !children && (
            <p className="text-sm text-muted-foreground">{t(version === 0 ? "noneYet" : "afterReset")}</p>
          )}
          {value !== null && !isEdited && <JsonBlock value={value} label={title} />}
        </div>
        <Facts
          facts={[
            { label: t("version"), value: words("number", { value: version }) },
            { label: t("epoch"), value: words("number", { value: epoch }) },
            { label: t("saved"), value: <Time at={updatedAt} /> },
            { label: t("savedBy"), value: <Writer by={updatedBy} /> },
          ]}
        />
      </CardContent>
    </Card>
  );
}

/** A run leads to its page; a person is named. */
function Writer({ by }: { by: string | null }) {
  const t = useTranslations("jobState");
  const words = useTranslations("words");
  if (by === null) return words("none");
  if (!RUN_ID.test(by)) return by;
  return (
    <Link href={runPath(by)} className="text-primary underline-offset-2 hover:underline">
      {t("run", { id: by.slice(-8) })}
    </Link>
  );
}

interface StateResetProps {
  action: FormAction;
  jobName: string;
  stateKey: string;
  version: number;
  /** What the job will do again, in its definition's own words. */
  repeats: string | null;
  back: string;
}

/** Asks before a state is reset, and says what that causes. The server asks for the tick, too. */
export function StateReset({ action, jobName, stateKey, version, repeats, back }: StateResetProps) {
  const t = useTranslations("jobState");
  return (
    <section
      aria-label={t("resetTitle")}
      className="rounded-md border border-status-failed/40 bg-status-failed-bg/40 p-4"
    >
      <h3 className="text-sm font-semibold">{t("resetTitle")}</h3>
      <p className="mt-1 text-sm">{t("resetCauses")}</p>
      {repeats && <p className="mt-2 text-sm font-medium">{repeats}</p>}
      <ActionForm action={action} className="mt-3 flex flex-col gap-3">
        <input type="hidden" name="job" value={jobName} />
        <input type="hidden" name="key" value={stateKey} />
        <input type="hidden" name="version" value={version} />
        <Label className="flex items-center gap-2">
          <KeptCheckbox name="confirm" value="yes" required /> {t("confirm")}
        </Label>
        <div className="flex gap-2">
          <SubmitButton variant="destructive">{t("resetNow")}</SubmitButton>
          <Button asChild variant="ghost">
            <Link href={back}>{t("cancel")}</Link>
          </Button>
        </div>
      </ActionForm>
    </section>
  );
}
