"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Notice } from "@/components/text/blocks";
import { Button } from "@/components/ui/button";

/** What stands in place of a page that could not be read. The server's log has the details under the digest. */
export function LoadFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("client");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  useToldError(error, digest);
  return (
    <div className="flex flex-col items-start gap-4">
      <h1 className="text-xl font-semibold tracking-tight">{t("loadFailed")}</h1>
      <Notice tone="failed">
        {t("loadFailedWhy")} {digest && t("loadFailedDigest", { digest })}
      </Notice>
      <Button onClick={retry}>{t("tryAgain")}</Button>
    </div>
  );
}

/** What a page's own script threw is told to whoever listens for errors; the server's is told by the server. */
function useToldError(error: unknown, digest: string | null): void {
  useEffect(() => {
    if (digest === null) reportError(error);
  }, [error, digest]);
}
