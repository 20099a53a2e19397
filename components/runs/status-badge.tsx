import {
  Ban,
  CalendarX,
  CircleCheck,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SkipForward,
  TimerOff,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { RunEntry } from "@/lib/dashboard/run-entry";

type RunState = RunEntry["state"];

/** How a state looks everywhere: a word, an icon and a tone, so that colour is never the only sign. */
export const STATE_LOOKS: Record<RunState, { label: string; tone: Tone; icon: LucideIcon }> = {
  queued: { label: "Queued", tone: "running", icon: Hourglass },
  retrying: { label: "Retrying", tone: "running", icon: RotateCw },
  started: { label: "Running", tone: "running", icon: LoaderCircle },
  completed: { label: "Completed", tone: "success", icon: CircleCheck },
  partial: { label: "Partial", tone: "warning", icon: TriangleAlert },
  failed: { label: "Failed", tone: "failed", icon: CircleX },
  timed_out: { label: "Timed out", tone: "failed", icon: TimerOff },
  abandoned: { label: "Abandoned", tone: "failed", icon: Unplug },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
  skipped: { label: "Skipped", tone: "idle", icon: SkipForward },
  missed: { label: "Missed", tone: "warning", icon: CalendarX },
};

export function StatusBadge({ state, stopping = false }: { state: RunState; stopping?: boolean }) {
  const { label, tone, icon: Icon } = STATE_LOOKS[state];
  return (
    <Badge tone={stopping ? "warning" : tone}>
      <Icon aria-hidden className={state === "started" ? "motion-safe:animate-spin" : undefined} />
      {stopping ? "Stopping" : label}
    </Badge>
  );
}
