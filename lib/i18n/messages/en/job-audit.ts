/** What people changed about one job. */
export const jobAudit = {
  empty: "Nobody has changed anything about this job.",
  emptyHint: "Switching, running, pausing, and changes of its state and schedules will stand here.",
  older: "Older",
} as const;
