import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { runPath } from "@/components/shell/paths";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import type { RunLog } from "@/lib/dashboard/run-log";
import type { RunDetail } from "@/lib/dashboard/runs";
import { LogLines } from "./log-lines";

/** A run's log: its latest lines, or page by page from the beginning. */
export function RunLogCard({ run, log, fromStart }: { run: RunDetail; log: RunLog; fromStart: boolean }) {
  const { lines, nextCursor, more } = log;
  const t = useTranslations("run");
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("log")}</CardTitle>
        <nav aria-label={t("log")} className="flex gap-3 text-[0.8125rem]">
          {more && <LogLink href={hrefOf(runPath(run.id), { cursor: nextCursor })}>{t("nextLines")}</LogLink>}
          {fromStart ? (
            <LogLink href={runPath(run.id)}>{t("latestLines")}</LogLink>
          ) : (
            log.earlier && <LogLink href={hrefOf(runPath(run.id), { cursor: "0" })}>{t("fromTheBeginning")}</LogLink>
          )}
        </nav>
      </CardHeader>
      {lines.length > 0 ? (
        <LogLines lines={lines} />
      ) : (
        <p className="px-4 py-4 text-sm text-muted-foreground">
          {t(run.completedAt === null ? "noLinesYet" : "noLines")}
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
