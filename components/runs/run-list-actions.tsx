import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { FormAction } from "@/components/shell/action-form";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { QuickRun } from "./quick-run";

/** Reads the list again; inside a `ListNavigation` it is busy meanwhile. */
export function RefreshLink({ values }: { values: Record<string, string> }) {
  const t = useTranslations("runs");
  return (
    <Button asChild size="sm">
      <Link href={hrefOf(RUNS_PATH, values)} prefetch={false} scroll={false}>
        <RefreshCw aria-hidden className="group-aria-busy/list:motion-safe:animate-spin" /> {t("refresh")}
      </Link>
    </Button>
  );
}

/** The runs of the same filter as files. */
export function ExportLinks({ values }: { values: Record<string, string> }) {
  const t = useTranslations("runs");
  const { page: _page, limit: _limit, cursor: _cursor, ...filter } = values;
  return (
    <p className="flex items-center gap-3 text-[0.8125rem]">
      {(["csv", "ndjson"] as const).map((format) => (
        <a
          key={format}
          href={hrefOf("/api/admin/cron-logs", { ...filter, format })}
          download
          className="text-primary underline-offset-2 hover:underline"
        >
          {t(`export.${format}`)}
        </a>
      ))}
    </p>
  );
}

export interface RunJobHereProps {
  jobNames: readonly string[];
  /** The job that the list is narrowed to. */
  only: string | undefined;
  requestKey: string;
  action: FormAction;
}

/** Runs a job with its defaults: the one that the list is about, else one to choose. */
export function RunJobHere({ jobNames, only, requestKey, action }: RunJobHereProps) {
  const t = useTranslations("runs");
  const label = only === undefined ? t("run") : t("runJob", { job: only });
  return (
    <QuickRun action={action} requestKey={requestKey} label={label}>
      {only === undefined ? (
        <Select name="job" required defaultValue="" aria-label={t("runWhich")} className="h-8 w-40 text-[0.8125rem]">
          <option value="" disabled>
            {t("runWhich")}
          </option>
          {jobNames.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      ) : (
        <input type="hidden" name="job" value={only} />
      )}
    </QuickRun>
  );
}
