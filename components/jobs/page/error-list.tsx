import Link from "next/link";
import { useTranslations } from "next-intl";
import { RunTable, type RunTableProps } from "@/components/runs/run-table";
import { Empty, Notice } from "@/components/text/blocks";
import { hrefOf, jobTabPath, RUNS_PATH, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { ErrorGroup } from "@/lib/dashboard/jobs/history";
import type { NearTimeout } from "@/lib/dashboard/runs/duration-trouble";
import type { RunEntry } from "@/lib/dashboard/runs/run-entry";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** Errors that are the same but for numbers, counted together, most frequent first. */
export function ErrorList({ errors }: { errors: readonly ErrorGroup[] }) {
  const t = useTranslations("job");
  if (errors.length === 0) return <p className="text-sm text-muted-foreground">{t("noErrors")}</p>;
  return (
    <ul className="divide-y divide-border">
      {errors.map((error) => (
        <ErrorItem key={error.fingerprint} error={error} />
      ))}
    </ul>
  );
}

function ErrorItem({
  error: { fingerprint, message, occurrences, firstAt, lastAt, lastRunId },
}: {
  error: ErrorGroup;
}) {
  const t = useTranslations("job");
  const words = useTranslations("words");
  return (
    <li className="py-2.5 first:pt-0 last:pb-0">
      <div className="flex items-start gap-2">
        <Badge tone="failed">{words("number", { value: occurrences })}</Badge>
        <p className="line-clamp-3 min-w-0 text-sm wrap-anywhere" title={message}>
          {message}
        </p>
      </div>
      <p className="mt-1 text-[0.8125rem] text-muted-foreground">
        {t.rich(occurrences === 1 ? "seenOnce" : "seen", {
          first: () => <Time at={firstAt} />,
          last: () => <Time at={lastAt} />,
        })}
      </p>
      <p className="mt-0.5 flex flex-wrap gap-x-3 text-[0.8125rem]">
        <Link href={runPath(lastRunId)} className="text-primary underline-offset-2 hover:underline">
          {t("lastRun")}
        </Link>
        <Link href={hrefOf(RUNS_PATH, { q: fingerprint })} className="text-primary underline-offset-2 hover:underline">
          {t("sameRuns")}
        </Link>
      </p>
    </li>
  );
}

/** The latest runs of a job's range, and the way to all. */
export function LatestRuns(props: { name: string; runs: readonly RunEntry[] } & Pick<RunTableProps, "zones">) {
  const { name, runs, zones } = props;
  const t = useTranslations("job");
  return (
    <Card>
      {runs.length > 0 ? (
        <RunTable runs={runs} showJob={false} zones={zones} summary={<Summary name={name} />} />
      ) : (
        <Empty title={t("noRuns")} />
      )}
    </Card>
  );
}

function Summary({ name }: { name: string }) {
  const t = useTranslations("job");
  return (
    <>
      <h2 className="font-semibold text-foreground">{t("latestRuns")}</h2>
      <Link
        href={jobTabPath(name, "runs")}
        className="text-[0.8125rem] text-primary underline-offset-2 hover:underline"
      >
        {t("allRuns")}
      </Link>
    </>
  );
}

/** A job that comes too near to its timeout: the three ways out, with the value to set. */
export function TimeoutNotice({ hint, limitSeconds }: { hint: NearTimeout; limitSeconds: number | null }) {
  const t = useTranslations("job");
  const words = useTranslations("words");
  const { why, p95, timeoutMs, suggestedSeconds } = hint;
  return (
    <Notice tone="warning">
      <p className="font-medium">
        {t(`timeout.${why}`, { p95: formatDuration(words, p95), timeout: formatDuration(words, timeoutMs) })}
      </p>
      <ul className="mt-1 list-disc pl-4">
        <li>
          {t.rich("timeout.raise", {
            seconds: String(suggestedSeconds),
            code: (chunks) => <code className="font-mono">{chunks}</code>,
          })}
          {limitSeconds !== null &&
            suggestedSeconds > limitSeconds &&
            ` ${t("timeout.limited", { seconds: limitSeconds })}`}
        </li>
        <li>{t("timeout.lessPerRun")}</li>
        <li>{t("timeout.fanOut")}</li>
      </ul>
    </Notice>
  );
}
