import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  Pause,
  PowerOff,
  TriangleAlert,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "@/components/ui/badge";
import type { JobState } from "@/lib/dashboard/job-condition";

const LOOKS: Record<JobState, { tone: Tone; icon: LucideIcon }> = {
  failing: { tone: "failed", icon: CircleX },
  attention: { tone: "warning", icon: TriangleAlert },
  running: { tone: "running", icon: LoaderCircle },
  healthy: { tone: "success", icon: CircleCheck },
  new: { tone: "idle", icon: CircleDashed },
  paused: { tone: "idle", icon: Pause },
  disabled: { tone: "idle", icon: PowerOff },
};

/** A job's state in an icon and a word. */
export function JobStateBadge({ state }: { state: JobState }) {
  const t = useTranslations("jobs.state");
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={state === "running" ? "motion-safe:animate-spin" : undefined} />
      {t(state)}
    </Badge>
  );
}
