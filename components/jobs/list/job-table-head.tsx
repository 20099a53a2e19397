import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf, JOBS_PATH } from "@/components/text/paths";
import { TableHead } from "@/components/ui/table";
import { type JobFilter, type JobSort, listAddress } from "@/lib/dashboard/jobs/job-filter";
import { SelectAll } from "./select-all";

/** The columns; a press on one orders by it, a second one the other way round. */
export function JobTableHead({ filter, mayChoose }: { filter: JobFilter; mayChoose: boolean }) {
  const t = useTranslations("jobs");
  const column = (sort: JobSort, className = "") => <SortHead filter={filter} sort={sort} className={className} />;
  return (
    <thead>
      <tr>
        {mayChoose && (
          <TableHead className="w-8 pr-0">
            <SelectAll label={t("selectAll")} />
          </TableHead>
        )}
        {column("name")}
        {column("state", "max-md:hidden")}
        <TableHead className="max-2xl:hidden">{t("table.schedule")}</TableHead>
        {column("lastRun", "max-md:hidden")}
        {column("nextRun", "max-lg:hidden")}
        {column("success", "max-sm:hidden")}
        {column("p95", "max-xl:hidden")}
        <TableHead>{t("table.enabled")}</TableHead>
        <TableHead className="max-md:hidden">
          <span className="sr-only">{t("table.actions")}</span>
        </TableHead>
      </tr>
    </thead>
  );
}

function SortHead({ filter, sort, className }: { filter: JobFilter; sort: JobSort; className: string }) {
  const t = useTranslations("jobs.table");
  const isOwn = filter.sort === sort;
  const isDown = isOwn && filter.dir === "desc";
  const Icon = isOwn ? (isDown ? ArrowDown : ArrowUp) : ChevronsUpDown;
  const ascends = isOwn && !isDown;
  return (
    <TableHead aria-sort={isOwn ? (isDown ? "descending" : "ascending") : undefined} className={className}>
      <Link
        href={hrefOf(JOBS_PATH, { ...listAddress(filter), sort, dir: ascends ? "desc" : null })}
        className="inline-flex items-center gap-1 hover:text-foreground"
      >
        {t(sort === "name" ? "job" : sort)}
        <Icon aria-hidden className={isOwn ? "size-3.5 text-foreground" : "size-3.5 opacity-50"} />
      </Link>
    </TableHead>
  );
}
