import {
  CalendarX,
  Check,
  Circle,
  CircleHelp,
  Hourglass,
  type LucideIcon,
  SkipForward,
  TriangleAlert,
  X,
} from "lucide-react";
import type { HourState } from "@/lib/dashboard/slot-calendar";

/** How an hour looks: ground and sign, so that colour is never alone. */
export const HOUR_LOOKS: Record<Exclude<HourState, "none">, { icon: LucideIcon; className: string }> = {
  completed: { icon: Check, className: "bg-status-success-bg text-status-success" },
  partial: { icon: TriangleAlert, className: "bg-status-warning-bg text-status-warning" },
  failed: { icon: X, className: "bg-status-failed-bg text-status-failed" },
  missed: { icon: CalendarX, className: "bg-status-warning-bg text-status-warning" },
  skipped: { icon: SkipForward, className: "bg-status-idle-bg text-status-idle" },
  open: { icon: Hourglass, className: "bg-status-running-bg text-status-running" },
  unknown: { icon: CircleHelp, className: "border border-dashed border-status-warning text-status-warning" },
  ahead: { icon: Circle, className: "border border-border text-muted-foreground" },
};
