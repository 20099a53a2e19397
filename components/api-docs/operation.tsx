import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AnswerList } from "@/components/api-docs/answer-list";
import { CodeBox } from "@/components/api-docs/code-box";
import { FieldList, SchemaFields } from "@/components/api-docs/field-list";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { OperationView } from "@/lib/dashboard/api-docs/api-docs";

/** What an operation takes. */
export function OperationInput({ operation }: { operation: OperationView }) {
  const t = useTranslations("apiDocs");
  const { parameters, body, curl } = operation;
  return (
    <>
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
      <Part title={t("curlTitle")}>
        <CodeBox text={curl} label={t("curl")} />
      </Part>
    </>
  );
}

/** What an operation answers. */
export function OperationAnswers({ operation }: { operation: OperationView }) {
  const t = useTranslations("apiDocs");
  const { answers, answerExample } = operation;
  return (
    <Part title={t("answers")}>
      <AnswerList answers={answers} />
      {answerExample !== null && <Example text={answerExample} />}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>{children}</CardContent>
    </Card>
  );
}

function Example({ text }: { text: string }) {
  const t = useTranslations("apiDocs");
  return (
    <details className="mt-2 border-t border-border pt-3">
      <summary className="cursor-pointer text-[0.8125rem] text-muted-foreground">{t("showExample")}</summary>
      <div className="mt-2">
        <CodeBox text={text} label={t("example")} />
      </div>
    </details>
  );
}
