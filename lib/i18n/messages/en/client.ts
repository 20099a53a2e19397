import { api } from "./api.ts";
import { live } from "./live.ts";
import { palette } from "./palette.ts";

/** The only words that are sent to the browser: those of components that run there. */
export const client = {
  copy: "Copy {what}",
  copied: "Copied",
  curl: "The same with curl",
  curlLine: "curl line",
  curlForce: "The address of the platform takes no force: the job stays disabled or paused for it.",
  cli: "The same at the command line",
  cliLine: "command line",
  loadFailed: "This page could not be read",
  loadFailedWhy: "The server met an error, for example a database that does not answer. Nothing was changed.",
  loadFailedDigest: "Its log has the details under {digest}.",
  tryAgain: "Try again",
  once: {
    password: "The password of {of}",
    key: "The API key {of}",
    hint: "It is shown this once and kept nowhere: copy it now.",
    label: { password: "password", key: "API key", curl: "curl line" },
  },
  api,
  live,
  palette,
  state: {
    json: "State as JSON",
    save: "Save",
    cancel: "Cancel",
    stale:
      "Nothing was saved: the state is at version {version, number} now, written by {who}. Your text is kept; look at what changed, and save again to put yours in its place.",
    changes: "What changed meanwhile",
    nothing: "nothing",
    whole: "the whole state",
    run: "run {id}",
  },
  switch: {
    enabled: "{job} is enabled",
    disabled: "{job} is disabled",
    undo: "Undo",
    undoFailed: "It could not be turned back: try the switch itself",
  },
} as const;
