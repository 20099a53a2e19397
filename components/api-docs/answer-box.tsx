"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { CodeBox } from "@/components/api-docs/code-box";
import type { ReadAnswer } from "@/components/api-docs/read-answer";
import { Badge } from "@/components/ui/badge";

/** What a request was answered: status, the headers that tell something, and the body. */
export function AnswerBox({ answer: { status, headers, body, cut } }: { answer: ReadAnswer }) {
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
