/** Of components in the browser that show what happens meanwhile. */
export const live = {
  label: "Live",
  paused: "paused",
  on: "Shows what happens by itself; press to pause",
  off: "Paused; press to go on",
  age: "updated {seconds, number} s ago",
  loading: "Loading",
  newRuns: "{count, plural, one {# new run} other {# new runs}}",
  changed: "Show the changes",
  started: "{job} was started.",
  failed: "{job} failed: {error}",
  open: "Open",
  noReason: "it gave no reason",
  log: {
    follow: "Follow",
    followOn: "Goes along with new lines; press to stay",
    followOff: "Stays where you read; press to go along with new lines",
    below: "{count, plural, one {# new line below} other {# new lines below}}",
    lines: "Log lines",
    none: "No lines.",
    noneYet: "No lines yet.",
  },
} as const;
