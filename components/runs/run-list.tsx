import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { FormAction } from "@/components/forms/action-form";
import { hrefOf, RUNS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Select } from "@/components/ui/field";
import type { LogPage } from "@/lib/dashboard/runs/logs";
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

interface RunJobHereProps {
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

/** "Runs 51 to 100 of 1,234", or "of 10,000+" where counting them all would be slow. */
export function LogSummary({ pagination, shown }: { pagination: LogPage["pagination"]; shown: number }) {
  const { total, totalIsExact, page, limit, byCursor } = pagination;
  const t = useTranslations("runs");
  const all = t(totalIsExact ? "total" : "totalAtLeast", { count: total });
  const first = (page - 1) * limit + 1;
  if (byCursor) return <p>{t("older", { count: shown, total: all })}</p>;
  return (
    <p>{shown === total ? t("count", { count: total }) : t("shown", { first, last: first + shown - 1, total: all })}</p>
  );
}

/** Numbered pages shown around the current one. */
const AROUND = 2;

/** Links to other pages of the same filter: five numbers around the current page, and by cursor past the last one. */
export function Pagination(props: { values: Record<string, string>; pagination: LogPage["pagination"] }) {
  const { values, pagination } = props;
  const t = useTranslations("runs.pages");
  const { page, pages, nextCursor } = pagination;
  const { page: _page, cursor, ...filter } = values;
  const to = (target: number) => hrefOf(RUNS_PATH, { ...filter, page: target === 1 ? null : target });
  const byCursor =
    nextCursor && (cursor || page >= pages) ? hrefOf(RUNS_PATH, { ...filter, cursor: nextCursor }) : null;
  if (pages <= 1 && !cursor) return null;
  return (
    <nav
      aria-label={t("title")}
      className="flex flex-wrap items-center justify-center gap-1 border-t border-border px-4 py-3"
    >
      {cursor && <PageLink href={to(1)} label={t("newest")} />}
      {!cursor && page > 1 && <PageLink href={to(page - 1)} label={t("previous")} />}
      {!cursor &&
        numbersAround(page, pages).map((number) => (
          <PageLink
            key={number}
            href={to(number)}
            label={String(number)}
            name={t("page", { number: String(number) })}
            current={number === page}
          />
        ))}
      {!cursor && page < pages && <PageLink href={to(page + 1)} label={t("next")} />}
      {byCursor && <PageLink href={byCursor} label={t("older")} />}
    </nav>
  );
}

/** `name` is what a screen reader says where the label alone is too short. */
function PageLink(props: { href: string; label: string; name?: string; current?: boolean }) {
  const { href, label, name, current = false } = props;
  return (
    <Button asChild size="sm" variant={current ? "outline" : "ghost"} className={cn(name && "min-w-8")}>
      <Link href={href} aria-current={current ? "page" : undefined} aria-label={name}>
        {label}
      </Link>
    </Button>
  );
}

/** Five numbers, moved inwards at both ends so that there are five whenever there are that many pages. */
function numbersAround(page: number, pages: number): number[] {
  const first = Math.max(1, Math.min(page - AROUND, pages - 2 * AROUND));
  const last = Math.min(pages, first + 2 * AROUND);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
