import Link from "next/link";
import { useTranslations } from "next-intl";
import { Facts } from "@/components/shell/facts";
import { runPath } from "@/components/shell/paths";
import { ExactTime, Time } from "@/components/shell/time";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunDetail } from "@/lib/dashboard/runs";
import { RunId } from "./run-id";

/** Everything else there is to know about a run. */
export function RunFacts({ run }: { run: RunDetail }) {
  const t = useTranslations("run.fact");
  const words = useTranslations("words");
  const trigger = words(`trigger.${run.trigger}`);
  const facts = [
    { label: t("id"), value: <RunId id={run.id} link={false} /> },
    {
      label: t("trigger"),
      value: run.actor === null || run.actor === run.trigger ? trigger : `${trigger}, ${run.actor}`,
    },
    ...(run.scheduledFor ? [{ label: t("slot"), value: <ExactTime at={run.scheduledFor} /> }] : []),
    { label: t("started"), value: <ExactTime at={run.startedAt} /> },
    { label: t("ended"), value: <ExactTime at={run.completedAt} /> },
    { label: t("duration"), value: run.duration === null ? words("none") : formatDuration(words, run.duration) },
    { label: t("attempts"), value: words("attempts", { attempt: run.attempts, attempts: run.maxAttempts }) },
    { label: t("process"), value: run.worker ?? words("none") },
    ...(run.release ? [{ label: t("release"), value: run.release }] : []),
    ...(run.state === "started" ? [{ label: t("heartbeat"), value: <Time at={run.heartbeatAt} /> }] : []),
    ...(run.deliveries > 1 ? [{ label: t("delivered"), value: t("deliveredTimes", { count: run.deliveries }) }] : []),
    ...(run.interruptions > 0
      ? [{ label: t("interrupted"), value: t("interruptedTimes", { count: run.interruptions }) }]
      : []),
    ...(run.parentId ? [{ label: t("repeats"), value: <RunLink id={run.parentId} /> }] : []),
  ];
  return <Facts facts={facts} />;
}

function RunLink({ id }: { id: string }) {
  return (
    <Link href={runPath(id)} className="font-mono text-[0.8125rem] text-primary underline-offset-2 hover:underline">
      {id.slice(-8)}
    </Link>
  );
}
