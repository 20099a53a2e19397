"use client";

import { Check, Copy } from "lucide-react";
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
