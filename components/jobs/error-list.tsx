import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH, runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import type { ErrorGroup } from "@/lib/dashboard/history";

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
