/** The schedules of one job, on its page. */
export const jobSchedule = {
  empty: "This job has no schedule.",
  emptyHint: "It runs when somebody asks for it. A schedule of your own can be added here.",
  notStored: "The code declares one; it stands here once a scheduler has started.",
  drift: "Differs from the code",
  next: "Next 10 runs",
  settings: "Settings",
  resume: "Resume",
  edit: "Edit",
  pauseJob: "Pause this job",
  add: "Add a schedule",
  more: "All schedules of this job",
} as const;
