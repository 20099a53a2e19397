import { useTranslations } from "next-intl";
import type { LogPage } from "@/lib/dashboard/logs";

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
