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
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "@/components/ui/badge";
import type { RunEntry } from "@/lib/dashboard/run-entry";

type RunState = RunEntry["state"];

/** How a state looks everywhere, beside its word: an icon and a tone, so that colour is never the only sign. */
export const STATE_LOOKS: Record<RunState, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: "running", icon: Hourglass },
  retrying: { tone: "running", icon: RotateCw },
  started: { tone: "running", icon: LoaderCircle },
  completed: { tone: "success", icon: CircleCheck },
  partial: { tone: "warning", icon: TriangleAlert },
  failed: { tone: "failed", icon: CircleX },
  timed_out: { tone: "failed", icon: TimerOff },
  abandoned: { tone: "failed", icon: Unplug },
  cancelled: { tone: "idle", icon: Ban },
  skipped: { tone: "idle", icon: SkipForward },
  missed: { tone: "warning", icon: CalendarX },
};

export function StatusBadge({ state, stopping = false }: { state: RunState; stopping?: boolean }) {
  const words = useTranslations("words");
  const { tone, icon: Icon } = STATE_LOOKS[state];
  return (
    <Badge tone={stopping ? "warning" : tone}>
      <Icon aria-hidden className={state === "started" ? "motion-safe:animate-spin" : undefined} />
      {words(stopping ? "state.stopping" : `state.${state}`)}
    </Badge>
  );
}
