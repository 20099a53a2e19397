import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import type { LogPage } from "@/lib/dashboard/logs";

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
  if (pages === 1 && !cursor) return null;
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
