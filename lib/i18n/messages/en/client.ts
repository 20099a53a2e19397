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
  refused: {
    last_admin: "This is the last admin: give somebody else the role admin first.",
    own_account: "Nobody changes their own role, ban or account here: another admin does.",
    address_taken: "This address has an account already; change its role instead.",
    unknown_member: "There is no such account (any more).",
    name_taken: "There is, or was, a key of this name: choose another, so that the audit log stays unambiguous.",
    unknown_key: "There is no such key that is not revoked already.",
    wrong_password: "The current password is not right, so nothing was changed; type it again.",
    too_many_sign_ins: "Too many wrong passwords; wait up to 15 minutes.",
    signed_out: "Your session is over: sign in again.",
    forbidden: "Your role may not do this.",
  },
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
  switch: { enabled: "{job} is enabled", disabled: "{job} is disabled", undo: "Undo" },
} as const;
