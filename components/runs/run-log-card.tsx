import Link from "next/link";
import { useTranslations } from "next-intl";
import { ListNavigation } from "@/components/live/list-navigation";
import { hrefOf, runPath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { Input, Select } from "@/components/ui/field";
import { LOG_LEVELS, type LogPart } from "@/lib/dashboard/runs/run-log";
import type { RunDetail } from "@/lib/dashboard/runs/runs";
import { LogViewer } from "./log-viewer";

/** A run's log: its latest lines, those around a linked one, or part by part from the beginning. */
export function RunLogCard({ run, part }: { run: RunDetail; part: LogPart }) {
  const t = useTranslations("run");
  const { log, level, q, line, fromStart } = part;
  const filter = { level, q };
  const path = runPath(run.id);
  const download = hrefOf(`/api/admin/runs/${run.id}/log`, { ...filter, format: "text" });
  return (
    <ListNavigation path={path}>
      <Card>
        <CardHeader>
          <CardTitle>{t("log")}</CardTitle>
          <nav aria-label={t("log")} className="flex flex-wrap gap-3 text-[0.8125rem]">
            {log.more && <LogLink href={hrefOf(path, { ...filter, cursor: log.nextCursor })}>{t("nextLines")}</LogLink>}
            {fromStart ? (
              <LogLink href={hrefOf(path, filter)}>{t("latestLines")}</LogLink>
            ) : (
              log.earlier && <LogLink href={hrefOf(path, { ...filter, cursor: "0" })}>{t("fromTheBeginning")}</LogLink>
            )}
            <a href={download} download className="text-primary underline-offset-2 hover:underline">
              {t("download")}
            </a>
          </nav>
          <LogFilter key={JSON.stringify(filter)} path={path} level={level} q={q} />
        </CardHeader>
        <div className="transition-opacity group-aria-busy/list:opacity-50">
          <LogViewer
            key={JSON.stringify(part.key)}
            runId={run.id}
            first={{
              lines: log.lines.map((each) => ({ ...each, at: each.at.toISOString() })),
              nextCursor: log.nextCursor,
            }}
            grows={!log.more}
            filter={filter}
            isOpen={run.completedAt === null}
            line={line}
            href={hrefOf(path, filter)}
          />
        </div>
      </Card>
    </ListNavigation>
  );
}

function LogFilter({ path, level, q }: { path: string; level: string | undefined; q: string | undefined }) {
  const t = useTranslations("run.filter");
  return (
    <form action={path} className="flex w-full flex-wrap items-center gap-2">
      <Select name="level" aria-label={t("level")} defaultValue={level ?? ""} className="h-8 w-40 text-[0.8125rem]">
        <option value="">{t("anyLevel")}</option>
        {LOG_LEVELS.map((each) => (
          <option key={each} value={each}>
            {t(`levels.${each}`)}
          </option>
        ))}
      </Select>
      <Input
        type="search"
        name="q"
        aria-label={t("text")}
        placeholder={t("text")}
        defaultValue={q}
        className="h-8 max-w-64 min-w-32 flex-1 text-[0.8125rem]"
      />
      <Button type="submit" size="sm">
        {t("submit")}
      </Button>
    </form>
  );
}

function LogLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} scroll={false} className="text-primary underline-offset-2 hover:underline">
      {children}
    </Link>
  );
}
