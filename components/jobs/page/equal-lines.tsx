"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CopyButton } from "@/components/text/copy";
import { curlLine, fieldName, type ParamField } from "@/lib/dashboard/forms/form-params";
import { cliLine, DEBUG_FIELD, FORCE_FIELD, type RunOrder, runOrderOf } from "@/lib/dashboard/runs/run-order";

export interface EqualLinesProps {
  formId: string;
  jobName: string;
  fields: ParamField[];
  /** How the form's own boxes stand at first. */
  ticked: { debug: boolean; force: boolean };
  appUrl: string;
}

/** The commands that do what the form does; they follow the form while it is filled. */
export function EqualLines({ formId, jobName, fields, ticked, appUrl }: EqualLinesProps) {
  const t = useTranslations("client");
  const [order, setOrder] = useState<RunOrder>(() => runOrderOf(fields, initialOf(fields, ticked)));

  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    const follow = () => {
      const data = new FormData(form);
      setOrder(runOrderOf(fields, (name) => data.get(name)?.toString() ?? null));
    };
    form.addEventListener("input", follow);
    follow(); // what was typed before this script had come
    return () => form.removeEventListener("input", follow);
  }, [formId, fields]);

  return (
    <div className="flex flex-col gap-4">
      <Line label={t("curl")} copies={t("curlLine")} text={curlLine(appUrl, jobName, order.params)}>
        {order.force ? t("curlForce") : null}
      </Line>
      <Line label={t("cli")} copies={t("cliLine")} text={cliLine(jobName, order)} />
    </div>
  );
}

function Line(props: { label: string; copies: string; text: string; children?: string | null }) {
  const { label, copies, text, children } = props;
  return (
    <section aria-label={label}>
      <div className="mb-1 flex items-center justify-between text-[0.8125rem] text-muted-foreground">
        {label}
        <CopyButton text={text} label={copies} />
      </div>
      <pre className="rounded-md bg-muted px-3 py-2 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {text}
      </pre>
      {children && <p className="mt-1 text-xs text-muted-foreground">{children}</p>}
    </section>
  );
}

/** Reads the form as it is before anybody touched it. */
function initialOf(fields: readonly ParamField[], ticked: EqualLinesProps["ticked"]): (name: string) => string | null {
  const texts = new Map(fields.map((field) => [fieldName(field.name), field]));
  return (name) => {
    if (name === DEBUG_FIELD) return ticked.debug ? "true" : null;
    if (name === FORCE_FIELD) return ticked.force ? "true" : null;
    const field = texts.get(name);
    if (!field) return null;
    return field.kind === "boolean" && field.initial !== "true" ? null : field.initial;
  };
}
