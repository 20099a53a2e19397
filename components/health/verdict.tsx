import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";

const LOOKS = {
  error: { icon: CircleX, className: "border-status-failed/40 bg-status-failed-bg text-status-failed" },
  warning: { icon: TriangleAlert, className: "border-status-warning/40 bg-status-warning-bg text-status-warning" },
  ok: { icon: CircleCheck, className: "border-status-success/40 bg-status-success-bg text-status-success" },
};

/** The state of everything in one sentence. */
export function Verdict({ problems, warnings }: { problems: number; warnings: number }) {
  const t = useTranslations("health");
  const severity = problems > 0 ? "error" : warnings > 0 ? "warning" : "ok";
  const { icon: Icon, className } = LOOKS[severity];
  return (
    <p role="status" className={cn("flex items-center gap-2.5 rounded-lg border px-4 py-3 font-medium", className)}>
      <Icon aria-hidden className="size-5 shrink-0" />
      {severity === "error" && t("verdict.error", { problems, warnings })}
      {severity === "warning" && t("verdict.warning", { warnings })}
      {severity === "ok" && t("verdict.ok")}
    </p>
  );
}
