"use client";
import { Check, Copy, KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

/** Copies `text`; `label` says what it is, for example "run id". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations("client");
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <Button
      type="button"
      variant="ghost"
      size="icon"
      className="size-6 [&_svg]:size-3.5"
      onClick={copy}
      title={t("copy", { what: label })}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span className="sr-only">{copied ? t("copied") : t("copy", { what: label })}</span>
    </Button>
  );
}

/** A secret that is shown this once; `of` says whose it is, `example` how it is used. */
export interface SecretShownOnce {
  kind: "password" | "key";
  of: string;
  secret: string;
  example: string | null;
}

export function ShownSecret({ shown: { kind, of, secret, example } }: { shown: SecretShownOnce }) {
  const t = useTranslations("client");
  return (
    <div
      role="status"
      className="flex flex-col gap-2 rounded-md border border-status-success/40 bg-status-success-bg p-3"
    >
      <p className="flex items-center gap-2 text-sm font-medium text-status-success">
        <KeyRound aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 wrap-anywhere">{t(`once.${kind}`, { of })}</span>
      </p>
      <p className="text-[0.8125rem] text-status-success">{t("once.hint")}</p>
      <Line text={secret} label={t(`once.label.${kind}`)} />
      {example && <Line text={example} label={t("once.label.curl")} />}
    </div>
  );
}

function Line({ text, label }: { text: string; label: string }) {
  return (
    <div className="rounded-md bg-card px-3 py-2">
      <div className="flex items-center justify-between text-xs text-muted-foreground">
        {label}
        <CopyButton text={text} label={label} />
      </div>
      <code className="block font-mono text-xs leading-relaxed wrap-anywhere">{text}</code>
    </div>
  );
}
