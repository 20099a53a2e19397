import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/components/shell/time";
import type { Attention } from "@/lib/dashboard/attention";
import { formatDuration } from "@/lib/dashboard/duration";

/** Why a job needs somebody, in one sentence. */
export function Cause({ attention }: { attention: Attention }): ReactNode {
  const t = useTranslations("overview.cause");
  const words = useTranslations("words");
  const at = (since: Date) => () => <Time at={since} />;
  switch (attention.kind) {
    case "failing": {
      const { streak, atLeast, since } = attention;
      return t.rich("failing", { streak, atLeast: String(atLeast), time: at(since) });
    }
    case "missed":
      return t.rich("missed", { slots: attention.slots, time: at(attention.since) });
    case "stuck":
      return t.rich(attention.why === "lease_over" ? "stuckLease" : "stuckStop", { time: at(attention.since) });
    case "overdue":
      return t.rich("overdue", { time: at(attention.since) });
    case "near_timeout": {
      const [p95, timeout] = [attention.p95, attention.timeoutMs].map((ms) => formatDuration(words, ms));
      if (attention.why === "twice") return t("timedOutTwice", { timeout: timeout ?? "" });
      return t("nearTimeout", { p95: p95 ?? "", timeout: timeout ?? "" });
    }
    case "slow":
      return t("slow", {
        p95: formatDuration(words, attention.p95),
        before: formatDuration(words, attention.before),
      });
    case "orphaned":
      return t.rich("orphaned", { waiting: attention.waiting, time: at(attention.since) });
    case "paused":
      return t.rich("paused", { by: attention.by ?? "none", time: at(attention.since) });
    case "drift":
      return t("drift", { count: attention.fields.length, fields: attention.fields.join(", ") });
  }
}
