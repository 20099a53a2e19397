import Link from "next/link";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/text/copy";
import { HEALTH_PATH } from "@/components/text/paths";
import { ExactTime } from "@/components/text/time";
import type { RunDetail } from "@/lib/dashboard/runs/runs";
import { backfillCommandOf } from "@/lib/dashboard/runs/slot-words";

interface UnrunSlotProps {
  run: RunDetail;
  /** Of the job. */
  zone: string | undefined;
  /** Null when it left the code. */
  job: { backfill?: boolean } | null;
  mayRun: boolean;
}

/** Of a slot that got no run: when it should have been, why there was none, and what to press. */
export function UnrunSlot({ run, zone, job, mayRun }: UnrunSlotProps) {
  const t = useTranslations("run.unrun");
  const { scheduledFor, slotUntil, slots, reason } = run;
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      {scheduledFor && (
        <p>
          {t.rich(slots > 1 ? "several" : "one", {
            count: slots,
            slot: () => <ExactTime at={scheduledFor} zone={zone} />,
            until: () => <ExactTime at={slotUntil} zone={zone} />,
          })}
        </p>
      )}
      {(reason === "scheduler_down" || reason === "no_delivery") && (
        <p>
          {t(reason)}{" "}
          <Link href={HEALTH_PATH} className="text-primary underline underline-offset-2">
            {t("health")}
          </Link>
          .
        </p>
      )}
      {job && <ToPress command={backfillCommandOf(run, job)} mayRun={mayRun} />}
    </div>
  );
}

function ToPress({ command, mayRun }: { command: string | null; mayRun: boolean }) {
  const t = useTranslations("run.unrun");
  if (!mayRun) return <p className="text-muted-foreground">{t("nothing")}</p>;
  return (
    <>
      <p>{t.rich("press", { strong: (text) => <strong>{text}</strong> })}</p>
      {command && (
        <p>
          {t("backfill")}
          <span className="mt-1 flex items-start gap-1 rounded-md bg-muted px-3 py-2">
            <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{command}</code>
            <CopyButton text={command} label={t("command")} />
          </span>
        </p>
      )}
    </>
  );
}
