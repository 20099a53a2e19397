/** The runs of one job. */
export const jobRuns = {
  filter: "Filter",
  status: {
    all: "All",
    success: "Completed",
    partial: "Partial",
    failed: "Failed",
    skipped: "Skipped or missed",
    started: "Running",
  },
  toLogs: "All filters and export",
  count: "{count, plural, one {# run} other {# runs}}",
  countAtLeast: "More than {count, number} runs",
  empty: "No run passes this filter.",
  pages: "Pages",
  newer: "Newer",
  older: "Older",
  pageOf: "Page {page, number} of {pages, number}",
} as const;
