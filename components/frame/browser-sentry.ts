import {
  dedupeIntegration,
  eventFiltersIntegration,
  globalHandlersIntegration,
  init,
  linkedErrorsIntegration,
} from "@sentry/nextjs";

export interface BrowserReporting {
  dsn: string;
  release: string | null;
  /** The same rules as on the server: nothing. */
  dataCollection: NonNullable<Parameters<typeof init>[0]["dataCollection"]>;
}

let isStarted = false;

/**
 * Tells Sentry of errors that nobody caught, and of those that took a page's place. Of the page it tells the path: no
 * query, no cookie, nothing that was clicked, typed or fetched.
 */
export function reportErrors({ dsn, release, dataCollection }: BrowserReporting): void {
  if (isStarted) return;
  isStarted = true;
  init({
    dsn,
    ...(release !== null && { release }),
    dataCollection,
    sendClientReports: false,
    defaultIntegrations: [
      eventFiltersIntegration(),
      globalHandlersIntegration(),
      linkedErrorsIntegration(),
      dedupeIntegration(),
    ],
    beforeSend: (event) => ({ ...event, request: { url: window.location.origin + window.location.pathname } }),
  });
}
