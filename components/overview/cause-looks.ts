import type { LucideIcon } from "lucide-react";
import { AlarmClock, CalendarX, CircleX, GitCompare, Pause, Snail, TimerOff, Unlink, Unplug } from "lucide-react";
import type { Attention } from "@/lib/dashboard/attention";

/** How a cause looks beside its words: red is broken now, yellow will be, grey is odd. */
export const CAUSE_LOOKS: Record<Attention["kind"], { icon: LucideIcon; className: string }> = {
  stuck: { icon: Unplug, className: "bg-status-failed-bg text-status-failed" },
  failing: { icon: CircleX, className: "bg-status-failed-bg text-status-failed" },
  missed: { icon: CalendarX, className: "bg-status-warning-bg text-status-warning" },
  overdue: { icon: AlarmClock, className: "bg-status-warning-bg text-status-warning" },
  near_timeout: { icon: TimerOff, className: "bg-status-warning-bg text-status-warning" },
  slow: { icon: Snail, className: "bg-status-warning-bg text-status-warning" },
  orphaned: { icon: Unlink, className: "bg-status-idle-bg text-status-idle" },
  paused: { icon: Pause, className: "bg-status-idle-bg text-status-idle" },
  drift: { icon: GitCompare, className: "bg-status-idle-bg text-status-idle" },
};
