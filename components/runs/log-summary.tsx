import type { LogPage } from "@/lib/dashboard/logs";

/** "Runs 51 to 100 of 1,234", or "of 10,000+" where counting them all would be slow. */
export function LogSummary({ pagination, shown }: { pagination: LogPage["pagination"]; shown: number }) {
  const { total, totalIsExact, page, limit, byCursor } = pagination;
  const all = `${total.toLocaleString("en")}${totalIsExact ? "" : "+"}`;
  const first = (page - 1) * limit + 1;
  if (byCursor) return <p>{`${shown} older runs of ${all}`}</p>;
  return (
    <p>
      {shown === total ? `${all} ${total === 1 ? "run" : "runs"}` : `Runs ${first} to ${first + shown - 1} of ${all}`}
    </p>
  );
}
