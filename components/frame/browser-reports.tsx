"use client";
import { useEffect } from "react";
import type { BrowserReporting } from "./browser-sentry";

/** Tells Sentry of the errors of pages. The server renders it only where there is a Sentry to tell: nobody else loads it. */
export function BrowserReports({ reporting }: { reporting: BrowserReporting }) {
  useEffect(() => {
    import("./browser-sentry").then(
      ({ reportErrors }) => reportErrors(reporting),
      // The page works without, and there is nobody to tell.
      () => undefined,
    );
  }, [reporting]);
  return null;
}
