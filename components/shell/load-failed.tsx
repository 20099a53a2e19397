"use client";

import { Notice } from "@/components/shell/notice";
import { Button } from "@/components/ui/button";

/** What stands in place of a page that could not be read. The server's log has the details under the digest. */
export function LoadFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <div className="flex flex-col items-start gap-4">
      <h1 className="text-xl font-semibold tracking-tight">This page could not be read</h1>
      <Notice tone="failed">
        The server met an error, for example a database that does not answer. Nothing was changed.
        {digest && <> Its log has the details under {digest}.</>}
      </Notice>
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}
