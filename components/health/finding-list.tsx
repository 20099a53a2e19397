import { BookOpen, CircleCheck, CircleX, SquareArrowOutUpRight, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CALLS_PATH, helpPath, hrefOf, runPath } from "@/components/text/paths";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { RefusedCalls } from "@/lib/dashboard/health/call-findings";
import type { FindingGroup } from "@/lib/dashboard/health/finding";
import type { Messages } from "@/lib/i18n/messages";

const LOOKS = {
  error: { icon: CircleX, className: "text-status-failed", edge: "border-l-status-failed" },
  warning: { icon: TriangleAlert, className: "text-status-warning", edge: "border-l-status-warning" },
  ok: { icon: CircleCheck, className: "text-status-success", edge: "border-l-transparent" },
};

/** What was found, each with what proves it and what mends it. */
export function FindingList({ findings }: { findings: readonly FindingGroup[] }) {
  return (
    <ul className="divide-y divide-border">
      {findings.map((finding) => (
        <FindingItem key={`${finding.check} ${finding.fix}`} finding={finding} />
      ))}
    </ul>
  );
}

function FindingItem({ finding }: { finding: FindingGroup }) {
  const t = useTranslations("health");
  const { check, severity, evidence, fix, link, runId } = finding;
  const { icon: Icon, className, edge } = LOOKS[severity];
  return (
    <li data-check={check} className={cn("flex gap-3 border-l-3 px-4 py-3 text-sm", edge)}>
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          <span className="sr-only">{t(`severity.${severity}`)}: </span>
          <CheckName check={check} />
        </p>
        {evidence.map((sentence) => (
          <p key={sentence} className="wrap-anywhere text-muted-foreground">
            <Prose text={sentence} />
          </p>
        ))}
        {fix && (
          <p className="mt-1.5 wrap-anywhere">
            <span className="font-medium">{t("fix")}</span> <Prose text={fix} />
          </p>
        )}
        {(link || runId) && (
          <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem]">
            {link && (
              <FindingLink href={helpPath(link.slice(link.indexOf("#") + 1))}>
                <BookOpen aria-hidden /> {t("explain")}
              </FindingLink>
            )}
            {runId && (
              <FindingLink href={runPath(runId)}>
                <SquareArrowOutUpRight aria-hidden /> {t("openRun")}
              </FindingLink>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

/** The name in the person's language; a check that has none keeps its own. */
function CheckName({ check }: { check: string }) {
  const words = useTranslations("words");
  const word = check.replaceAll(" ", "_") as keyof Messages["words"]["doctor"]["check"];
  const key = `doctor.check.${word}` as const;
  return words.has(key) ? words(key) : check;
}

function FindingLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="inline-flex items-center gap-1.5 text-primary underline underline-offset-2 [&_svg]:size-3.5"
    >
      {children}
    </Link>
  );
}

/** A sentence of the doctor: what it writes between backticks is a command or a name of code. */
function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have only their place
      <code key={index} className="rounded-sm bg-muted px-1 py-0.5 font-mono text-[0.8125em]">
        {part}
      </code>
    ),
  );
}

const VERDICT_LOOKS = {
  error: { icon: CircleX, className: "border-status-failed/40 bg-status-failed-bg text-status-failed" },
  warning: { icon: TriangleAlert, className: "border-status-warning/40 bg-status-warning-bg text-status-warning" },
  ok: { icon: CircleCheck, className: "border-status-success/40 bg-status-success-bg text-status-success" },
};

/** The state of everything in one sentence. */
export function Verdict({ problems, warnings }: { problems: number; warnings: number }) {
  const t = useTranslations("health");
  const severity = problems > 0 ? "error" : warnings > 0 ? "warning" : "ok";
  const { icon: Icon, className } = VERDICT_LOOKS[severity];
  return (
    <p role="status" className={cn("flex items-center gap-2.5 rounded-lg border px-4 py-3 font-medium", className)}>
      <Icon aria-hidden className="size-5 shrink-0" />
      {severity === "error" && t("verdict.error", { problems, warnings })}
      {severity === "warning" && t("verdict.warning", { warnings })}
      {severity === "ok" && t("verdict.ok")}
    </p>
  );
}

/** Refused calls of the last 24 hours by why, each leading to its list. */
export function RefusedLinks({ refused }: { refused: readonly RefusedCalls[] }) {
  const t = useTranslations("health.calls");
  if (refused.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2" aria-label={t("refusedBy")}>
      {refused.map(({ status, reason, calls }) => (
        <li key={`${status} ${reason}`}>
          <Link href={hrefOf(CALLS_PATH, { status, reason })} className="rounded-full hover:underline">
            <Badge tone="warning">
              {t("refusedCount", { count: calls, status: String(status), reason: reason ?? "" })}
            </Badge>
          </Link>
        </li>
      ))}
    </ul>
  );
}
