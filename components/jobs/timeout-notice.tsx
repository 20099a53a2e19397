import { useTranslations } from "next-intl";
import { Notice } from "@/components/shell/notice";
import { formatDuration } from "@/lib/dashboard/duration";
import type { NearTimeout } from "@/lib/dashboard/duration-trouble";

/** A job that comes too near to its timeout: the three ways out, with the value to set. */
export function TimeoutNotice({ hint, limitSeconds }: { hint: NearTimeout; limitSeconds: number | null }) {
  const t = useTranslations("job");
  const words = useTranslations("words");
  const { why, p95, timeoutMs, suggestedSeconds } = hint;
  return (
    <Notice tone="warning">
      <p className="font-medium">
        {t(`timeout.${why}`, { p95: formatDuration(words, p95), timeout: formatDuration(words, timeoutMs) })}
      </p>
      <ul className="mt-1 list-disc pl-4">
        <li>
          {t.rich("timeout.raise", {
            seconds: String(suggestedSeconds),
            code: (chunks) => <code className="font-mono">{chunks}</code>,
          })}
          {limitSeconds !== null &&
            suggestedSeconds > limitSeconds &&
            ` ${t("timeout.limited", { seconds: limitSeconds })}`}
        </li>
        <li>{t("timeout.lessPerRun")}</li>
        <li>{t("timeout.fanOut")}</li>
      </ul>
    </Notice>
  );
}
