import { useLocale, useTranslations } from "next-intl";
import type { TriggerEntry } from "@/lib/dashboard/schedule-entry";
import { triggerWords } from "@/lib/dashboard/schedule-words";

/** What fires a job, in words, with expression and zone. */
export function RowSchedule({ timing }: { timing: TriggerEntry | null }) {
  const t = useTranslations("jobs");
  const locale = useLocale();
  if (timing === null) return <span className="text-muted-foreground">{t("byHand")}</span>;
  return (
    <span className="block">
      <span className="block">{triggerWords(settingsOf(timing), locale)}</span>
      {timing.kind === "cron" && (
        <span className="block text-xs text-muted-foreground">
          <code className="font-mono">{timing.expression}</code> {timing.timezone}
        </span>
      )}
    </span>
  );
}

function settingsOf(timing: TriggerEntry) {
  const none = { expression: null, everySeconds: null, runAt: null };
  switch (timing.kind) {
    case "cron":
      return { ...none, kind: timing.kind, expression: timing.expression };
    case "interval":
      return { ...none, kind: timing.kind, everySeconds: timing.seconds };
    case "date":
      return { ...none, kind: timing.kind, runAt: timing.at };
  }
}
