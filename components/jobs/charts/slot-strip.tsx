import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { STATE_LOOKS } from "@/components/runs/run-parts";
import type { JobRow } from "@/lib/dashboard/jobs/job-rows";
import { exactIn, shownZone } from "@/lib/dashboard/words/zone";
import { SlotBars } from "./slot-bars";

/** The last slots and runs of a job as bars, oldest on the left; each opens its run. */
export function SlotStrip({ job }: { job: JobRow }) {
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  const locale = useLocale();
  const zone = shownZone(useTimeZone(), job.timezone);
  if (job.strip.length === 0) return null;
  const counts = [...Map.groupBy(job.strip, ({ status }) => status)].map(([status, rows]) =>
    t("runsInState", { count: rows.length, state: words(`state.${status}`).toLocaleLowerCase(locale) }),
  );
  const bars = job.strip.map(({ id, status, startedAt, slots, error }) => {
    const state =
      slots > 1 ? t("runsInState", { count: slots, state: words(`state.${status}`) }) : words(`state.${status}`);
    return {
      id,
      tone: STATE_LOOKS[status].tone,
      title: [state, exactIn(startedAt, zone), error?.slice(0, 100)].filter(Boolean).join(" · "),
    };
  });
  return <SlotBars bars={bars} label={t("strip", { job: job.name, count: bars.length, states: counts.join(", ") })} />;
}
