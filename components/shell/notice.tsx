import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

const LOOKS = {
  done: { icon: CircleCheck, className: "bg-status-success-bg text-status-success" },
  info: { icon: Info, className: "bg-status-running-bg text-status-running" },
  warning: { icon: TriangleAlert, className: "bg-status-warning-bg text-status-warning" },
  failed: { icon: CircleX, className: "bg-status-failed-bg text-status-failed" },
};

/** A sentence that must be seen; `failed` is announced by screen readers at once. */
export function Notice({ tone, children }: { tone: keyof typeof LOOKS; children: ReactNode }) {
  const { icon: Icon, className } = LOOKS[tone];
  return (
    <div
      role={tone === "failed" ? "alert" : "status"}
      className={cn("flex items-start gap-2 rounded-md px-3 py-2 text-sm", className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  );
}
