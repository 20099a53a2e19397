/** What stands where there is nothing to show, and why a form was refused. */
export const errors = {
  notFound: "Not found",
  noPage: "There is no such page",
  noPageHint: "The address is mistyped, or the page has moved.",
  noJob: "No job of this name is in the code.",
  noRun: "There is no such run (any more).",
  noRunHint: "Old runs are deleted after a while; their counts stay in the statistics.",
  toJobs: "To the jobs",
  toRuns: "To the runs",
  notStarted: "Not started: {reason}",
} as const;
