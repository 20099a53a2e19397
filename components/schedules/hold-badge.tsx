import { CirclePause, CircleSlash } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { Hold } from "@/lib/dashboard/schedules/schedule-ahead";
import { type TimingEntry, timingWords } from "@/lib/dashboard/schedules/schedule-words";
import { wallClock } from "@/lib/dashboard/words/zone";

/** What holds a schedule still: by whom, until when and why. Nothing when nothing does. */
export function HoldBadge({ holds, detailed = false }: { holds: readonly Hold[]; detailed?: boolean }) {
  const t = useTranslations("schedule.hold");
  const [first] = holds;
  if (!first) return null;
  const shown = detailed ? holds : [first];
  return shown.map(({ of, kind, until, reason, by }) => {
    const Icon = kind === "paused" ? CirclePause : CircleSlash;
    const end = until === null ? t("untilResumed") : t("until", { at: `${wallClock(until, "UTC")} UTC` });
    const told = [kind === "paused" ? end : null, reason, by === null ? null : t("by", { who: by })];
    const more = told.filter((part) => part !== null).join(" · ");
    return (
      <span key={`${of}-${kind}`} className="mt-1 block text-xs first:mt-0" title={more}>
        <Badge tone={kind === "paused" ? "warning" : "idle"}>
          <Icon aria-hidden /> {t(`${kind}.${of}`)}
        </Badge>
        {detailed && more !== "" && <span className="mt-0.5 block text-muted-foreground wrap-anywhere">{more}</span>}
      </span>
    );
  });
}

/** What fires a schedule, in the words of the screen's language. */
export function TimingWords({ timing }: { timing: TimingEntry }) {
  return timingWords(timing, useLocale());
}
