import Link from "next/link";
import { useTranslations } from "next-intl";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import type { ErrorGroup } from "@/lib/dashboard/history";

/** Errors that are the same but for numbers, counted together, most frequent first. */
export function ErrorList({ errors }: { errors: readonly ErrorGroup[] }) {
  const t = useTranslations("job");
  if (errors.length === 0) return <p className="text-sm text-muted-foreground">{t("noErrors")}</p>;
  return (
    <ul className="divide-y divide-border">
      {errors.map((error) => (
        <li key={error.fingerprint} className="py-2 first:pt-0 last:pb-0">
          <p className="text-sm wrap-anywhere">{error.message}</p>
          <p className="mt-0.5 text-xs text-muted-foreground">
            {t.rich("occurrences", {
              count: error.occurrences,
              time: () => (
                <Link href={runPath(error.lastRunId)} className="underline underline-offset-2">
                  <Time at={error.lastAt} />
                </Link>
              ),
            })}
          </p>
        </li>
      ))}
    </ul>
  );
}
