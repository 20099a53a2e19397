import Link from "next/link";
import { useTranslations } from "next-intl";
import { JsonBlock } from "@/components/text/blocks";
import { hrefOf, RUNS_PATH } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { RunDetail, readErrorStack } from "@/lib/dashboard/runs/runs";

type ErrorStack = Awaited<ReturnType<typeof readErrorStack>>;

/** What a run failed with: its sentence, what caused that, and the stack. */
export function RunErrorCard({ error, stack }: { error: NonNullable<RunDetail["errorInfo"]>; stack: ErrorStack }) {
  const t = useTranslations("run");
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("error")}</CardTitle>
        {error.fingerprint && (
          <Link
            href={hrefOf(RUNS_PATH, { q: error.fingerprint })}
            prefetch={false}
            className="text-[0.8125rem] text-primary underline-offset-2 hover:underline"
          >
            {t("sameError")}
          </Link>
        )}
      </CardHeader>
      <CardContent className="flex flex-col gap-2">
        <p className="text-sm font-medium wrap-anywhere">
          {error.name}
          {error.code && ` (${error.code})`}: {error.message}
        </p>
        {stack && <Causes causes={stack.causes} />}
        {stack && (
          <details className="text-sm">
            <summary className="cursor-pointer text-muted-foreground">{t("stack")}</summary>
            <pre className="mt-2 max-h-80 overflow-auto rounded-md bg-muted px-3 py-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
              {stack.stack}
            </pre>
          </details>
        )}
      </CardContent>
    </Card>
  );
}

function Causes({ causes }: { causes: readonly string[] }) {
  const t = useTranslations("run");
  if (causes.length === 0) return null;
  return (
    <ol className="flex flex-col gap-1 border-l-2 border-border pl-3 text-sm">
      {causes.map((cause) => (
        <li key={cause} className="wrap-anywhere">
          <span className="text-muted-foreground">{t("causedBy")}</span> {cause}
        </li>
      ))}
    </ol>
  );
}

/** What a run gave back, and the parameters it had. */
export function RunOutcomeCard({ run: { result, params } }: { run: RunDetail }) {
  const t = useTranslations("run");
  return (
    <>
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
