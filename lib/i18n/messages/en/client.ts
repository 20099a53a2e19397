/** The only words that are sent to the browser: those of components that run there. */
export const client = {
  copy: "Copy {what}",
  copied: "Copied",
  live: "Live",
  liveOn: "Updates every {seconds, number} s; press to pause",
  liveOff: "Paused; press to go on",
  newRuns: "{count, plural, one {# new run} other {# new runs}}",
  curl: "The same with curl",
  curlLine: "curl line",
  loadFailed: "This page could not be read",
  loadFailedWhy: "The server met an error, for example a database that does not answer. Nothing was changed.",
  loadFailedDigest: "Its log has the details under {digest}.",
  tryAgain: "Try again",
} as const;
