"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { AnswerBox } from "@/components/api-docs/answer-box";
import { useBearer } from "@/components/api-docs/bearer";
import { type ReadAnswer, readAnswer } from "@/components/api-docs/read-answer";
import { Button } from "@/components/ui/button";
import { Input, Label, Textarea } from "@/components/ui/field";
import { BODY_FIELD, fieldOf, type RequestForm, requestOf } from "@/lib/dashboard/api-docs/request";

export interface SendRequestProps {
  /** `GET /api/health` */
  name: string;
  form: RequestForm;
  /** What the body begins with. */
  example: string | null;
  idPrefix: string;
}

type Sending = { kind: "idle" | "sending" | "unreachable" } | { kind: "answered"; answer: ReadAnswer };

/** A form that sends the request for real, as the bearer that was typed or else as whoever is signed in. */
export function SendRequest({ name, form, example, idPrefix }: SendRequestProps) {
  const t = useTranslations("client.api");
  const bearer = useBearer();
  const [sending, setSending] = useState<Sending>({ kind: "idle" });

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const { url, init } = requestOf(form, (field) => String(data.get(field) ?? ""), bearer);
    setSending({ kind: "sending" });
    setSending(await fetch(url, init).then(toAnswered, () => ({ kind: "unreachable" as const })));
  };

  return (
    <details className="rounded-md border border-border">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium">{t("send")}</summary>
      <form
        onSubmit={(event) => void send(event)}
        aria-label={t("sendOf", { name })}
        className="space-y-3 border-t border-border p-3"
      >
        <Fields form={form} idPrefix={idPrefix} />
        {form.hasBody && (
          <div>
            <Label htmlFor={`${idPrefix}-body`} className="mb-1 block">
              {t("body")}
            </Label>
            <Textarea
              id={`${idPrefix}-body`}
              name={BODY_FIELD}
              defaultValue={example ?? ""}
              spellCheck={false}
              rows={Math.min(12, (example ?? "").split("\n").length + 1)}
              className="font-mono text-xs"
            />
          </div>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" size="sm" disabled={sending.kind === "sending"}>
            <Send aria-hidden /> {sending.kind === "sending" ? t("sending") : t("submit")}
          </Button>
          <span className="text-[0.8125rem] text-muted-foreground">
            {bearer === "" ? t("asYourself") : t("asBearer")}
          </span>
        </div>
      </form>
      <div role="status" aria-live="polite">
        {sending.kind === "unreachable" && <p className="px-3 pb-3 text-sm text-status-failed">{t("unreachable")}</p>}
        {sending.kind === "answered" && <AnswerBox answer={sending.answer} />}
      </div>
    </details>
  );
}

async function toAnswered(response: Response): Promise<Sending> {
  return { kind: "answered", answer: await readAnswer(response) };
}

function Fields({ form: { parameters }, idPrefix }: Pick<SendRequestProps, "form" | "idPrefix">) {
  if (parameters.length === 0) return null;
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      {parameters.map((parameter) => (
        <div key={fieldOf(parameter.in, parameter.name)}>
          <Label htmlFor={`${idPrefix}-${parameter.in}-${parameter.name}`} className="mb-1 block font-mono">
            {parameter.name}
          </Label>
          <Input
            id={`${idPrefix}-${parameter.in}-${parameter.name}`}
            name={fieldOf(parameter.in, parameter.name)}
            required={parameter.required}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      ))}
    </div>
  );
}
