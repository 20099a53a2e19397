/** The form that runs a job by hand. */
export const runForm = {
  title: "Run now",
  heading: "Run {job}",
  crumb: "Jobs",
  noParams: "This job takes no parameters.",
  submit: "Run now",
  disabled: "This job is disabled: without the tick below the run is skipped.",
  force: "Run although it is disabled",
  byCommas: "Separated by commas.",
  default: "default",
  required: "{kind}, required",
  kind: {
    text: "text",
    number: "number",
    integer: "whole number",
    boolean: "yes or no",
    choice: "one of a list",
    list: "list",
    json: "JSON",
  },
} as const;
