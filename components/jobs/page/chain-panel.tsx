import { CircleCheck, CircleX, Wrench } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { helpPath } from "@/components/text/paths";
import { cn } from "@/components/ui/cn";
import type { ChainLink } from "@/lib/dashboard/jobs/job-chain";

/** Link by link from the schedule to a run that ended well; ends at the first that is broken, with its fix. */
export function ChainPanel({ links }: { links: readonly ChainLink[] }) {
  const t = useTranslations("jobConfiguration");
  const words = useTranslations("words");
  const last = links.at(-1);
  return (
    <div className="flex flex-col gap-3">
      <p className={cn("text-sm font-medium", last?.holds ? "text-status-success" : "text-status-failed")}>
        {last?.holds ? t("chain.whole") : t("chain.broken", { check: last ? words(`chain.check.${last.check}`) : "" })}
      </p>
      <ol className="flex flex-col gap-2">
        {links.map((link) => (
          <li key={link.check} className="flex items-start gap-2 text-sm">
            {link.holds ? (
              <CircleCheck aria-label={t("chain.holds")} className="mt-0.5 size-4 shrink-0 text-status-success" />
            ) : (
              <CircleX aria-label={t("chain.breaks")} className="mt-0.5 size-4 shrink-0 text-status-failed" />
            )}
            <div className="min-w-0 wrap-anywhere">
              <span className="font-medium">{words(`chain.check.${link.check}`)}</span>
              <span className="text-muted-foreground">: {link.evidence}</span>
              {!link.holds && <Fix link={link} />}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Fix({ link: { fix, entry } }: { link: Extract<ChainLink, { holds: false }> }) {
  const t = useTranslations("jobConfiguration");
  return (
    <p className="mt-1.5 flex items-start gap-2 rounded-md bg-muted px-3 py-2">
      <Wrench aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">
        {fix}{" "}
        <Link href={helpPath(entry)} className="whitespace-nowrap text-primary underline underline-offset-2">
          {t("chain.help")}
        </Link>
      </span>
    </p>
  );
}
