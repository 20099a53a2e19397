import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { JsonBlock } from "@/components/shell/json-block";
import { RUNS_PATH } from "@/components/shell/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { RunDetail } from "@/lib/dashboard/runs";

/** The error with its stack, the result, and the parameters the run had. */
export function RunOutcome({ run, stack }: { run: RunDetail; stack: string | null }) {
  const { errorInfo, result, params } = run;
  const t = useTranslations("run");
  return (
    <>
      {errorInfo && (
        <Card>
          <CardHeader>
            <CardTitle>{t("error")}</CardTitle>
            {errorInfo.fingerprint && (
              <Link
                href={hrefOf(RUNS_PATH, { q: errorInfo.fingerprint })}
                className="text-[0.8125rem] text-primary underline-offset-2 hover:underline"
              >
                {t("sameError")}
              </Link>
            )}
          </CardHeader>
          <CardContent className="flex flex-col gap-2">
            <p className="text-sm font-medium wrap-anywhere">
              {errorInfo.name}
              {errorInfo.code && ` (${errorInfo.code})`}: {errorInfo.message}
            </p>
            {stack && (
              <details className="text-sm">
                <summary className="cursor-pointer text-muted-foreground">{t("stack")}</summary>
                <pre className="mt-2 max-h-80 overflow-auto rounded-md bg-muted px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                  {stack}
                </pre>
              </details>
            )}
          </CardContent>
        </Card>
      )}
      {result !== null && <JsonCard title={t("result")} value={result} />}
      {params !== null && Object.keys(params).length > 0 && <JsonCard title={t("parameters")} value={params} />}
    </>
  );
}

function JsonCard({ title, value }: { title: string; value: unknown }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>
        <JsonBlock value={value} label={title} />
      </CardContent>
    </Card>
  );
}
