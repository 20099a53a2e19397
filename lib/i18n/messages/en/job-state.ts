/** What a job remembers, as its page shows and changes it. */
export const jobState = {
  title: "Saved state",
  ofKey: "Saved state of {key}",
  none: "Nothing is saved.",
  keepsNone: "This job keeps no state: every run stands for itself.",
  noneYet: "Nothing is saved yet.",
  afterReset: "It was reset: the job starts over.",
  version: "Version",
  epoch: "Epoch",
  saved: "Saved",
  savedBy: "By",
  run: "run {id}",
  problem: "The job cannot use what is stored: {problem}",
  edit: "Edit",
  reset: "Reset",
  editHint: "The job''s state schema checks it. A change that moves the job back makes it repeat what lies after.",
  resetTitle: "Reset the state?",
  resetCauses:
    "The job forgets how far it has come and starts over at its next run. This cannot be undone; the audit log keeps what the state was.",
  confirm: "Yes, this work may be done again",
  confirmMissing: "Tick the box to say that the work may be done again.",
  resetNow: "Reset the state",
  cancel: "Cancel",
  notJson: "Expected JSON: {problem}",
  notNull: "null would be a reset: use Reset for that.",
  stale:
    "Nothing was reset: the state is at version {version, number} now, it was at {seen, number} when you opened this. Look at it and repeat.",
} as const;
