import { Play } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/text/copy";
import { API_DOCS_PATH, HEALTH_PATH, JOBS_PATH, runJobPath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { curlLine } from "@/lib/dashboard/forms/form-params";

/** Wherever quickstart or a person keeps it; the secret itself never comes to a screen. */
const SECRET_LINE = `export CRON_SECRET=$(cat .env.local .env "\${BELFRY_HOME:-.belfry}/secrets.env" 2>/dev/null \\
  | sed -n 's/^CRON_SECRET=//p' | head -n 1)`;

/** What somebody sees who has just installed it: the way to the first run. */
export function FirstRun({ appUrl, jobName, mayRun }: { appUrl: string; jobName: string; mayRun: boolean }) {
  const t = useTranslations("overview.first");
  const code = (chunks: ReactNode) => <code className="font-mono text-xs">{chunks}</code>;
  return (
    <Card className="max-w-3xl p-5 sm:p-6">
      <h2 className="text-lg font-semibold tracking-tight">{t("title")}</h2>
      <p className="mt-1 text-sm text-muted-foreground">{t("intro")}</p>
      <ol className="mt-5 flex flex-col gap-6">
        <Step number={1} title={t("secret")} hint={t.rich("secretHint", { code })}>
          <CommandLine line={SECRET_LINE} label={t("secretLine")} />
        </Step>
        <Step number={2} title={t("call")} hint={t("callHint")}>
          <CommandLine line={curlLine(appUrl, jobName, {})} label={t("callLine")} />
        </Step>
        <Step number={3} title={t("list")} hint={t("listHint")}>
          <CommandLine
            line={`curl ${appUrl}/api/cron/jobs \\\n  -H "Authorization: Bearer $CRON_SECRET"`}
            label={t("listLine")}
          />
          {mayRun && (
            <Button asChild variant="primary" className="mt-3">
              <Link href={runJobPath(jobName)}>
                <Play aria-hidden /> {t("run", { job: jobName })}
              </Link>
            </Button>
          )}
        </Step>
      </ol>
      <nav aria-label={t("docs")} className="mt-6 flex flex-wrap gap-x-5 gap-y-2 border-t border-border pt-4 text-sm">
        {[
          { href: JOBS_PATH, label: t("jobs") },
          { href: HEALTH_PATH, label: t("health") },
          { href: API_DOCS_PATH, label: t("api") },
        ].map(({ href, label }) => (
          <Link key={href} href={href} className="text-primary underline-offset-2 hover:underline">
            {label}
          </Link>
        ))}
      </nav>
    </Card>
  );
}

function Step(props: { number: number; title: string; hint: ReactNode; children: ReactNode }) {
  const { number, title, hint, children } = props;
  return (
    <li className="flex gap-3.5">
      <span
        aria-hidden
        className="grid size-7 shrink-0 place-items-center rounded-full bg-primary text-sm font-semibold text-primary-foreground"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="text-sm leading-7 font-semibold">{title}</h3>
        <p className="mb-2 text-[0.8125rem] text-muted-foreground">{hint}</p>
        {children}
      </div>
    </li>
  );
}

function CommandLine({ line, label }: { line: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md bg-muted px-3 py-2">
      <pre className="min-w-0 flex-1 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">{line}</pre>
      <CopyButton text={line} label={label} />
    </div>
  );
}
