import Link from "next/link";
import { useTranslations } from "next-intl";
import { Facts } from "@/components/text/blocks";
import { jobPath } from "@/components/text/paths";
import { ExactTime, Time } from "@/components/text/time";
import { turnOf } from "@/lib/dashboard/forms/typed-instant";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { TimingWords } from "./hold-badge";

const MISFIRES = { "run-once": "once", "run-all": "all", skip: "skip" } as const;

/** How a schedule is set. */
export function ScheduleFacts({ lane: { schedule, nextRunTime } }: { lane: Lane }) {
  const t = useTranslations("schedule.page");
  const form = useTranslations("scheduleForm");
  const words = useTranslations("words");
  const { timing, misfire, overlap, maxLatenessSeconds, jitterSeconds } = schedule;
  const duration = (seconds: number | null) =>
    seconds === null || seconds === 0 ? t("none") : formatDuration(words, seconds * 1000);
  const instant = (iso: string | null) =>
    iso === null ? t("none") : <Bound at={new Date(iso)} zone={schedule.timezone} />;
  return (
    <Facts
      facts={[
        ...(schedule.parkedReason === null
          ? []
          : [{ label: t("fact.parked"), value: <span className="text-status-failed">{schedule.parkedReason}</span> }]),
        { label: t("fact.id"), value: <code className="font-mono text-xs">{schedule.id}</code> },
        {
          label: t("fact.job"),
          value: (
            <Link href={jobPath(schedule.jobName)} className="underline underline-offset-2">
              {schedule.jobName}
            </Link>
          ),
        },
        {
          label: t("fact.fires"),
          value: (
            <>
              <TimingWords timing={timing} />
              {timing.kind === "cron" && <code className="block font-mono text-xs">{timing.expression}</code>}
              {timing.kind === "date" && (
                <span className="block">
                  <Bound at={new Date(timing.at)} zone={schedule.timezone} />
                </span>
              )}
            </>
          ),
        },
        { label: t("fact.zone"), value: schedule.timezone },
        { label: t("fact.nextRun"), value: <Time at={nextRunTime} zone={schedule.timezone} /> },
        { label: t("fact.lastRun"), value: <Time at={schedule.lastRunTime} zone={schedule.timezone} /> },
        { label: t("fact.misfire"), value: form(`misfire.${MISFIRES[misfire]}.meaning`) },
        { label: t("fact.lateness"), value: duration(maxLatenessSeconds) },
        { label: t("fact.maxCatchUp"), value: words("number", { value: schedule.maxCatchUp }) },
        { label: t("fact.overlap"), value: overlap === null ? t("asJob") : form(`overlap.${overlap}.meaning`) },
        { label: t("fact.jitter"), value: duration(jitterSeconds) },
        { label: t("fact.startsAt"), value: instant(schedule.startsAt) },
        { label: t("fact.endsAt"), value: instant(schedule.endsAt) },
        {
          label: t("fact.created"),
          value: t.rich(schedule.createdBy === null ? "fact.createdByCode" : "fact.createdBy", {
            time: () => <Time at={schedule.createdAt} />,
            who: schedule.createdBy ?? "",
          }),
        },
        { label: t("fact.version"), value: words("number", { value: schedule.version }) },
      ]}
    />
  );
}

/** A date that somebody typed; where the clocks of its zone show it twice, which of the two it is. */
function Bound({ at, zone }: { at: Date; zone: string }) {
  const t = useTranslations("schedule.page");
  const turn = turnOf(at, zone);
  return (
    <>
      <ExactTime at={at} zone={zone} />
      {turn !== "only" && <span className="block text-muted-foreground">{t(`turn.${turn}`, { zone })}</span>}
    </>
  );
}
