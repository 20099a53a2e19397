import { ChevronRight, KeyRound, Lock, LockOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { operationAnchor } from "@/components/api-docs/anchors";
import { AnswerList } from "@/components/api-docs/answer-list";
import { CodeBox } from "@/components/api-docs/code-box";
import { FieldList, SchemaFields } from "@/components/api-docs/field-list";
import { MethodBadge } from "@/components/api-docs/method-badge";
import { SendRequest } from "@/components/api-docs/send-request";
import { Badge } from "@/components/ui/badge";
import type { OperationView } from "@/lib/dashboard/api-docs/api-docs";

/**
 * One operation; it unfolds before JavaScript. Its anchor stands inside, so that a browser that is led there unfolds it.
 */
export function Operation({ operation, open }: { operation: OperationView; open: boolean }) {
  const { id, method, path, summary } = operation;
  return (
    <details open={open} className="group rounded-lg border border-border bg-card shadow-xs">
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
        />
        <MethodBadge method={method} />
        <code className="min-w-0 font-mono text-[0.8125rem] font-medium wrap-anywhere">{path}</code>
        <span className="min-w-0 text-sm text-muted-foreground">{summary}</span>
        <span className="ml-auto">
          <WhoMay operation={operation} />
        </span>
      </summary>
      <div id={operationAnchor(id)} className="scroll-mt-28 space-y-5 border-t border-border px-4 py-4">
        <OperationBody operation={operation} />
      </div>
    </details>
  );
}

function OperationBody({ operation }: { operation: OperationView }) {
  const t = useTranslations("apiDocs");
  const { id, method, path, description, parameters, body, answers, answerExample, curl, credentials } = operation;
  return (
    <>
      {description && <p className="max-w-prose text-sm wrap-anywhere">{description}</p>}
      <p className="text-[0.8125rem] text-muted-foreground">
        {credentials.length === 0
          ? t("openToAll")
          : t("opens", { ways: credentials.map((way) => t(`way.${way}`)).join(", ") })}
      </p>
      {parameters.length > 0 && (
        <Part title={t("parameters")}>
          <FieldList fields={parameters.map((parameter) => ({ ...parameter, place: parameter.in, depth: 0 }))} />
        </Part>
      )}
      {body && (
        <Part title={t("body")}>
          <SchemaFields view={body.schema} />
        </Part>
      )}
      <Part title={t("answers")}>
        <AnswerList answers={answers} />
      </Part>
      {answerExample !== null && <Example text={answerExample} />}
      <CodeBox text={curl} label={t("curl")} />
      <SendRequest
        name={`${method} ${path}`}
        example={body?.example ?? null}
        form={{
          method,
          path,
          parameters: parameters.map(({ name, in: place, required }) => ({ name, in: place, required })),
          hasBody: body !== null,
        }}
        idPrefix={id}
      />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h4 className="mb-1 text-xs font-semibold tracking-wide text-muted-foreground uppercase">{title}</h4>
      {children}
    </section>
  );
}

function Example({ text }: { text: string }) {
  const t = useTranslations("apiDocs");
  return (
    <details>
      <summary className="cursor-pointer text-[0.8125rem] text-muted-foreground">{t("showExample")}</summary>
      <div className="mt-2">
        <CodeBox text={text} label={t("example")} />
      </div>
    </details>
  );
}

function WhoMay({ operation: { permission, credentials } }: { operation: OperationView }) {
  const t = useTranslations("apiDocs");
  if (permission !== null) {
    return (
      <Badge className="font-mono">
        <Lock aria-hidden /> {permission}
      </Badge>
    );
  }
  return credentials.length === 0 ? (
    <Badge>
      <LockOpen aria-hidden /> {t("open")}
    </Badge>
  ) : (
    <Badge>
      <KeyRound aria-hidden /> {t("way.cronSecret")}
    </Badge>
  );
}
