"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CopyButton } from "@/components/shell/copy-button";
import { curlLine, fieldName, type ParamField, paramsOfForm } from "@/lib/dashboard/form-params";

/** The command that does what the form does; it follows the form while it is filled. */
export function CurlLine(props: { formId: string; jobName: string; fields: ParamField[]; appUrl: string }) {
  const { formId, jobName, fields, appUrl } = props;
  const t = useTranslations("client");
  const [line, setLine] = useState(() => curlLine(appUrl, jobName, paramsOfForm(fields, initialOf(fields))));

  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    const follow = () => {
      const data = new FormData(form);
      setLine(
        curlLine(
          appUrl,
          jobName,
          paramsOfForm(fields, (name) => data.get(name)?.toString() ?? null),
        ),
      );
    };
    form.addEventListener("input", follow);
    return () => form.removeEventListener("input", follow);
  }, [formId, jobName, fields, appUrl]);

  return (
    <section aria-label={t("curl")}>
      <div className="mb-1 flex items-center justify-between text-[0.8125rem] text-muted-foreground">
        {t("curl")}
        <CopyButton text={line} label={t("curlLine")} />
      </div>
      <pre className="rounded-md bg-muted px-3 py-2 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {line}
      </pre>
    </section>
  );
}

/** Reads the form as it is before anybody touched it. */
function initialOf(fields: readonly ParamField[]): (name: string) => string | null {
  const texts = new Map(fields.map((field) => [fieldName(field.name), field]));
  return (name) => {
    const field = texts.get(name);
    if (!field) return null;
    return field.kind === "boolean" && field.initial !== "true" ? null : field.initial;
  };
}
