/** SQLSTATE classes and codes that say "the database cannot serve anybody now", not "this statement is wrong". */
const UNAVAILABLE_SQLSTATE = /^(08...|53...|57P0[1-5]|58030|25006)$/;
const UNAVAILABLE_SOCKET_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "ENOENT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** node-postgres gives these no code. */
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/** Whether the database could not be reached or is going away: the same call may succeed when it is back. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null && (UNAVAILABLE_SQLSTATE.test(code) || (UNAVAILABLE_SOCKET_CODES.has(code) && !isOfFile(error)))) {
    return true;
  }
  if (!(error instanceof Error)) return false;
  return UNAVAILABLE_MESSAGE.test(error.message) || (error.cause !== undefined && isDatabaseUnavailable(error.cause));
}

/** A missing file has the code of a missing socket; a connection's error says `connect`. */
const isOfFile = (error: unknown) => codeOf(error) === "ENOENT" && Object(error).syscall !== "connect";

/** Deadlock and serialization failure: nothing was written, the same statement again settles it. */
export const isTransient = (error: unknown): boolean => ["40P01", "40001"].includes(codeOf(error) ?? "");

/** The statement's own data was refused: characters, ranges, lengths or sizes that Postgres cannot store. */
export const isDataError = (error: unknown): boolean => /^(22|54)...$/.test(codeOf(error) ?? "");

function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
