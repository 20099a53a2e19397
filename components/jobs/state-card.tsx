import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Facts } from "@/components/shell/facts";
import { JsonBlock } from "@/components/shell/json-block";
import { Notice } from "@/components/shell/notice";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { JobStateEntry } from "@/lib/dashboard/job-state";

export interface StateCardProps {
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
