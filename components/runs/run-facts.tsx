import Link from "next/link";
import { Facts } from "@/components/shell/facts";
import { runPath } from "@/components/shell/paths";
import { ExactTime, Time } from "@/components/shell/time";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunDetail } from "@/lib/dashboard/runs";
import { RunId } from "./run-id";

/** Everything else there is to know about a run. */
export function RunFacts({ run }: { run: RunDetail }) {
  const facts = [
    { label: "Run id", value: <RunId id={run.id} link={false} /> },
    {
      label: "Trigger",
      value: run.actor === null || run.actor === run.trigger ? run.trigger : `${run.trigger}, ${run.actor}`,
    },
    ...(run.scheduledFor ? [{ label: "Slot", value: <ExactTime at={run.scheduledFor} /> }] : []),
    { label: "Started", value: <ExactTime at={run.startedAt} /> },
    { label: "Ended", value: <ExactTime at={run.completedAt} /> },
    { label: "Duration", value: run.duration === null ? "-" : formatDuration(run.duration) },
    { label: "Attempts", value: `${run.attempts} of ${run.maxAttempts}` },
    { label: "Process", value: run.worker ?? "-" },
    ...(run.release ? [{ label: "Release", value: run.release }] : []),
    ...(run.state === "started" ? [{ label: "Last heartbeat", value: <Time at={run.heartbeatAt} /> }] : []),
    ...(run.deliveries > 1 ? [{ label: "Delivered", value: `${run.deliveries} times, run once` }] : []),
    ...(run.interruptions > 0 ? [{ label: "Interrupted", value: `${run.interruptions} times by a shutdown` }] : []),
    ...(run.parentId ? [{ label: "Repeats", value: <RunLink id={run.parentId} /> }] : []),
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
