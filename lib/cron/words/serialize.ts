import type { Json, RunError } from "./json.ts";
import { type Redact, redactNothing } from "./redact.ts";

/** Everything a handler gives back goes through here before it is written: a finish must never fail on its own data. */

export const MAX_RESULT_BYTES = 64 * 1024;
export const MAX_ERROR_BYTES = 8 * 1024;
const MAX_DEPTH = 20;
/** A secret that begins within what is kept ends within so many characters after it. */
const MAX_SECRET_LENGTH = 16 * 1024;

/** What is left of a size limit while a value is copied. */
interface Budget {
  bytes: number;
  truncated: boolean;
  readonly redact: Redact;
}

/**
 * Copies any value into JSON that Postgres accepts: NUL and lone surrogates replaced, circular and throwing parts named,
 * BigInt as text, secrets taken out. Stops at `maxBytes`; the copy then says `truncated: true`.
 */
export function toSafeJson(value: unknown, limits: { maxBytes?: number; redact?: Redact } = {}): Json {
  const { copy, truncated } = copySafely(value, limits);
  if (!truncated) return copy;
  if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return { ...copy, truncated: true };
  return { value: copy, truncated: true };
}

/** The copy of `toSafeJson`, and apart from it whether it is less than the value: a value may have such a key itself. */
export function copySafely(
  value: unknown,
  { maxBytes = MAX_RESULT_BYTES, redact = redactNothing }: { maxBytes?: number; redact?: Redact } = {},
): { copy: Json; truncated: boolean } {
  const budget: Budget = { bytes: maxBytes, truncated: false, redact };
  return { copy: copyValue(value, budget, []), truncated: budget.truncated };
}

/** Text without NUL and lone surrogates, at most `maxLength` characters. */
export function toSafeText(text: string, maxLength: number, redact = redactNothing): string {
  // What is far above the limit is cut first, and not copied twice; but half a secret would not be known for one.
  const told = redact(
    text.length > 4 * maxLength + MAX_SECRET_LENGTH ? text.slice(0, 4 * maxLength + MAX_SECRET_LENGTH) : text,
  );
  const cut = told.length > maxLength ? `${told.slice(0, maxLength - 1)}…` : told;
  return cut.replaceAll("\0", "\ufffd").toWellFormed();
}

/** A stack as people are told it. It may get the stacks of causes with it, and must not throw. */
export type TellStack = (stack: string) => string;

/** Any thrown value as an error for the row: strings, null and objects included; at most 8 KiB. */
export function toRunError(
  thrown: unknown,
  { redact = redactNothing, tellStack }: { redact?: Redact; tellStack?: TellStack | undefined } = {},
): RunError {
  const error = asError(thrown);
  const text = (value: string, share: number) => toSafeText(value, Math.floor(MAX_ERROR_BYTES * share), redact);
  return {
    name: text(readText(() => error?.name) ?? "Error", 0.02),
    message: text(readText(() => error?.message) ?? describeThrown(thrown, redact), 0.25),
    code: codeOf(thrown, redact),
    stack: error ? text(stackOf(error, tellStack), 0.4) : null,
  };
}

/** Told before it is cut: the places in it may become longer or shorter. */
function stackOf(error: Error, tellStack: TellStack = (stack) => stack): string {
  return tellStack(stackWithCauses(error));
}

/**
 * The thrown value itself, or an Error in its place when looking at it throws (a revoked proxy, a hostile getter):
 * what becomes of the run is decided from it.
 */
export function toInspectable(thrown: unknown): unknown {
  if (Object(thrown) !== thrown) return thrown;
  try {
    Reflect.getPrototypeOf(thrown as object);
    Reflect.get(thrown as object, "retryAfterMs");
    return thrown;
  } catch (error) {
    return new Error(`The handler threw a value that cannot be looked at: ${unreadable(error)}`);
  }
}

/** Asking a revoked proxy what it is an instance of throws. */
function asError(thrown: unknown): Error | null {
  return readAny(() => thrown instanceof Error) ? (thrown as Error) : null;
}

function describeThrown(thrown: unknown, redact: Redact): string {
  if (typeof thrown === "string" && thrown !== "") return thrown;
  return `The handler threw ${JSON.stringify(toSafeJson(thrown, { maxBytes: 1024, redact }))}, expected an Error`;
}

function stackWithCauses(error: Error): string {
  const parts: string[] = [];
  let link: Error | null = error;
  while (link && parts.length < 5) {
    const current: Error = link;
    parts.push(readText(() => current.stack) ?? readText(() => current.name) ?? "Error");
    link = asError(readAny(() => current.cause));
  }
  return parts.join("\nCaused by: ");
}

function codeOf(thrown: unknown, redact: Redact): string | null {
  if (typeof thrown !== "object" || thrown === null) return null;
  const code = readAny(() => (thrown as { code?: unknown }).code);
  return typeof code === "string" ? toSafeText(code, 60, redact) : null;
}

function copyValue(value: unknown, budget: Budget, parents: object[]): Json {
  switch (typeof value) {
    case "string":
      return spendText(value, budget);
    case "number":
      return spend(isPlain(value, budget) ? value : budget.redact(String(value)), 8, budget);
    case "boolean":
      return spend(value, 5, budget);
    case "bigint":
      return spendText(value.toString(), budget);
    case "undefined":
    case "function":
    case "symbol":
      return null;
    case "object":
      return value === null ? null : copyObject(value, budget, parents);
  }
}

function copyObject(value: object, budget: Budget, parents: object[]): Json {
  if (parents.includes(value)) return spendText("[circular]", budget);
  if (parents.length >= MAX_DEPTH) return spendText("[too deep]", budget);
  const chain = [...parents, value];
  try {
    if (value instanceof Date)
      return spendText(Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString(), budget);
    if (ArrayBuffer.isView(value)) return spendText(`[${value.byteLength} bytes]`, budget);
    if (value instanceof Error) return spendText(`${value.name}: ${value.message}`, budget);
    if ("toJSON" in value && typeof value.toJSON === "function") return copyValue(value.toJSON(), budget, chain);
    if (value instanceof Map)
      return copyEntries(
        [...value].map(([k, v]) => [String(k), v]),
        budget,
        chain,
      );
    if (Array.isArray(value) || value instanceof Set) return copyItems(value, budget, chain);
    return copyEntries(entriesOf(value), budget, chain);
  } catch (error) {
    return spendText(unreadable(error), budget);
  }
}

/** One by one: a getter that throws costs its own value, not the whole object. */
function* entriesOf(value: object): Iterable<[string, unknown]> {
  for (const key of Object.keys(value)) {
    try {
      yield [key, Reflect.get(value, key)];
    } catch (error) {
      yield [key, unreadable(error)];
    }
  }
}

function unreadable(error: unknown): string {
  return `[unreadable: ${readText(() => (error as Error).message) ?? "it threw"}]`;
}

function copyItems(items: Iterable<unknown>, budget: Budget, parents: object[]): Json[] {
  const copy: Json[] = [];
  for (const item of items) {
    if (budget.truncated) break;
    copy.push(copyValue(item, budget, parents));
    spend(null, 1, budget);
  }
  return copy;
}

function copyEntries(entries: Iterable<[string, unknown]>, budget: Budget, parents: object[]): Json {
  const copy: { [key: string]: Json } = {};
  for (const [key, value] of entries) {
    if (value === undefined || typeof value === "function") continue;
    if (budget.truncated) break;
    // "__proto__" as a plain property would change the copy's prototype instead of adding a key.
    Object.defineProperty(copy, String(spendText(key, budget)), {
      value: copyValue(value, budget, parents),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

function spend<T extends Json>(value: T, bytes: number, budget: Budget): T {
  budget.bytes -= bytes;
  if (budget.bytes < 0) budget.truncated = true;
  return value;
}

/** A number that JSON has, and that is no secret. */
const isPlain = (value: number, { redact }: Budget) =>
  Number.isFinite(value) && redact(String(value)) === String(value);

function spendText(given: string, budget: Budget): string {
  const text = budget.redact(given);
  // Escapes and multi-byte characters can make six bytes of one character; three is the most that UTF-8 needs.
  const room = Math.max(0, Math.floor(budget.bytes / 3));
  if (text.length <= room) return spend(toSafeText(text, text.length + 1), Buffer.byteLength(text) + 3, budget);
  if (Buffer.byteLength(text) + 3 <= budget.bytes)
    return spend(toSafeText(text, text.length + 1), Buffer.byteLength(text) + 3, budget);
  budget.truncated = true;
  budget.bytes = 0;
  return toSafeText(text, Math.max(1, room));
}

function readText(read: () => unknown): string | null {
  const value = readAny(read);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Getters of thrown values may throw themselves. */
function readAny(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
