"use client";

import { useSyncExternalStore } from "react";

/** The browser's time zone; UTC on the server, which does not know it. */
export function useOwnZone(): string {
  return useSyncExternalStore(noChange, browserZone, () => "UTC");
}

const noChange = () => () => undefined;
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
