import Link from "next/link";
import { hrefOf } from "@/components/shell/href";
import { runPath } from "@/components/shell/paths";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import type { RunLog } from "@/lib/dashboard/run-log";
import type { RunDetail } from "@/lib/dashboard/runs";
import { LogLines } from "./log-lines";

/** A run's log: its latest lines, or page by page from the beginning. */
export function RunLogCard({ run, log, fromStart }: { run: RunDetail; log: RunLog; fromStart: boolean }) {
  const { lines, nextCursor, more } = log;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Log</CardTitle>
        <nav aria-label="Log" className="flex gap-3 text-[0.8125rem]">
          {more && <LogLink href={hrefOf(runPath(run.id), { cursor: nextCursor })}>Next lines</LogLink>}
          {fromStart ? (
            <LogLink href={runPath(run.id)}>Latest lines</LogLink>
          ) : (
            log.earlier && <LogLink href={hrefOf(runPath(run.id), { cursor: "0" })}>From the beginning</LogLink>
          )}
        </nav>
      </CardHeader>
      {lines.length > 0 ? (
        <LogLines lines={lines} />
      ) : (
        <p className="px-4 py-4 text-sm text-muted-foreground">
          {run.completedAt === null ? "No lines yet." : "The handler logged nothing."}
        </p>
      )}
    </Card>
  );
}

function LogLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="text-primary underline-offset-2 hover:underline">
      {children}
    </Link>
  );
}
