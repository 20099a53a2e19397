import { BookOpen, CircleCheck, CircleX, SquareArrowOutUpRight, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Prose } from "@/components/health/prose";
import { helpPath, runPath } from "@/components/shell/paths";
import { cn } from "@/components/ui/cn";
import type { FindingGroup } from "@/lib/dashboard/doctor/group-findings";
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
