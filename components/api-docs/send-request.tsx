"use client";
import { CircleAlert, CircleCheck, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useBearer } from "@/components/api-docs/bearer";
import { CodeBox } from "@/components/api-docs/code-box";
import { type ReadAnswer, readAnswer } from "@/components/api-docs/read-answer";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input, Label, Textarea } from "@/components/ui/field";
import { BODY_FIELD, fieldOf, type RequestForm, requestOf } from "@/lib/dashboard/api-docs/request";

interface SendRequestProps {
  form: RequestForm;
  /** What the body begins with. */
  example: string | null;
}

type Sending = { kind: "idle" | "sending" | "unreachable" } | { kind: "answered"; answer: ReadAnswer };

/** A form that sends the request for real, as the bearer that was typed or else as whoever is signed in. */
export function SendRequest({ form, example }: SendRequestProps) {
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

  const name = `${form.method} ${form.path}`;
  return (
    <>
      <form onSubmit={(event) => void send(event)} aria-label={t("sendOf", { name })} className="space-y-3">
        <Fields form={form} />
        {form.hasBody && (
          <div>
            <Label htmlFor={BODY_FIELD} className="mb-1 block">
              {t("body")}
            </Label>
            <Textarea
              id={BODY_FIELD}
              name={BODY_FIELD}
              defaultValue={example ?? ""}
              spellCheck={false}
              rows={Math.min(12, (example ?? "").split("\n").length + 1)}
              className="font-mono text-xs"
            />
          </div>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" disabled={sending.kind === "sending"}>
            <Send aria-hidden /> {sending.kind === "sending" ? t("sending") : t("submit")}
          </Button>
          <span className="text-[0.8125rem] text-muted-foreground">
            {bearer === "" ? t("asYourself") : t("asBearer")}
          </span>
        </div>
      </form>
      <div role="status">
        {sending.kind === "unreachable" && <p className="text-sm text-status-failed">{t("unreachable")}</p>}
        {sending.kind === "answered" && <AnswerBox answer={sending.answer} />}
      </div>
    </>
  );
}

async function toAnswered(response: Response): Promise<Sending> {
  return { kind: "answered", answer: await readAnswer(response) };
}

function Fields({ form: { parameters } }: Pick<SendRequestProps, "form">) {
  if (parameters.length === 0) return null;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {parameters.map(({ name, in: place, required, isAnyNames }) => {
        const field = fieldOf(place, name);
        return (
          <div key={field}>
            <Label htmlFor={field} className="mb-1 block font-mono">
              {name}
            </Label>
            <Input
              id={field}
              name={field}
              required={required}
              placeholder={isAnyNames ? "name=value&other=2" : undefined}
              autoComplete="off"
              spellCheck={false}
            />
          </div>
        );
      })}
    </div>
  );
}

/** What a request was answered: status, the headers that tell something, and the body. */
function AnswerBox({ answer: { status, headers, body, cut } }: { answer: ReadAnswer }) {
  const t = useTranslations("client.api");
  const isGood = status < 400;
  return (
    <section aria-label={t("answer")} className="space-y-2 border-t border-border pt-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Badge tone={isGood ? "success" : "failed"} className="font-mono">
          {isGood ? <CircleCheck aria-hidden /> : <CircleAlert aria-hidden />} {status}
        </Badge>
        {headers.map(([name, value]) => (
          <span key={name} className="font-mono text-xs text-muted-foreground wrap-anywhere">
            {name}: {value}
          </span>
        ))}
      </div>
      {body !== "" && <CodeBox text={body} label={t("answerBody")} />}
      {cut && <p className="text-[0.8125rem] text-muted-foreground">{t("cut")}</p>}
    </section>
  );
}
