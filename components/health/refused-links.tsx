import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { CALLS_PATH } from "@/components/shell/paths";
import { Badge } from "@/components/ui/badge";
import type { RefusedCalls } from "@/lib/dashboard/call-findings";

/** Refused calls of the last 24 hours by why, each leading to its list. */
export function RefusedLinks({ refused }: { refused: readonly RefusedCalls[] }) {
  const t = useTranslations("health.calls");
  if (refused.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2" aria-label={t("refusedBy")}>
      {refused.map(({ status, reason, calls }) => (
        <li key={`${status} ${reason}`}>
          <Link href={hrefOf(CALLS_PATH, { status, reason })} className="rounded-full hover:underline">
            <Badge tone="warning">
              {t("refusedCount", { count: calls, status: String(status), reason: reason ?? "" })}
            </Badge>
          </Link>
        </li>
      ))}
    </ul>
  );
}
