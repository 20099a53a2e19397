import Link from "next/link";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import type { ErrorGroup } from "@/lib/dashboard/history";

/** Errors that are the same but for numbers, counted together, most frequent first. */
export function ErrorList({ errors }: { errors: readonly ErrorGroup[] }) {
  if (errors.length === 0) return <p className="text-sm text-muted-foreground">None in this time.</p>;
  return (
    <ul className="divide-y divide-border">
      {errors.map((error) => (
        <li key={error.fingerprint} className="py-2 first:pt-0 last:pb-0">
          <p className="text-sm wrap-anywhere">{error.message}</p>
          <p className="mt-0.5 text-xs text-muted-foreground">
            {error.occurrences} {error.occurrences === 1 ? "time" : "times"}, last{" "}
            <Link href={runPath(error.lastRunId)} className="underline underline-offset-2">
              <Time at={error.lastAt} />
            </Link>
          </p>
        </li>
      ))}
    </ul>
  );
}
