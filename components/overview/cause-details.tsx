import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import type { Attention } from "@/lib/dashboard/attention";
import { reasonWords } from "@/lib/dashboard/reason-words";

/** What helps to understand a cause: the error, the reason, the ways out. Null when the cause says it all. */
export function CauseDetails({ attention }: { attention: Attention }): ReactNode {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  switch (attention.kind) {
    case "failing":
      return (
        attention.error !== null && (
          <Link href={runPath(attention.runId)} className="line-clamp-2 underline-offset-2 hover:underline">
            <span className="sr-only">{t("lastError")}</span>{" "}
            <code className="font-mono text-xs wrap-anywhere text-status-failed">{attention.error}</code>
          </Link>
        )
      );
    case "missed":
      return attention.reason !== null && t("hint.reason", { reason: reasonWords(words, attention.reason) });
    case "overdue":
      return t("hint.overdue");
    case "near_timeout":
      return t("hint.nearTimeout", { seconds: attention.suggestedSeconds });
    case "orphaned":
      return t("hint.orphaned");
    case "paused":
      return (
        <>
          {attention.reason !== null && <>{t("hint.reason", { reason: attention.reason })}. </>}
          {attention.until === null
            ? t("hint.untilResumed")
            : t.rich("hint.until", { time: () => <Time at={attention.until} /> })}
        </>
      );
    case "stuck":
    case "slow":
    case "drift":
      return null;
  }
}
