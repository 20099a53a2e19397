import { type CommandInput, UsageError } from "./command.ts";
import { parseDuration } from "./ticker/duration.ts";

/** An instant from an option: ISO 8601, or a time from now on such as `2h`. Null when it was not given. @throws UsageError */
export function instantOption(input: CommandInput, name: string): Date | null {
  const text = input.text(name);
  return text === null ? null : instantOf(`--${name}`, text);
}

/** @param name what it is, for the message @throws UsageError */
export function instantOf(name: string, text: string): Date {
  if (/^\d+[a-z]$/.test(text)) return new Date(Date.now() + parseDuration(name, text));
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new UsageError(`${name}: expected an instant in ISO 8601 or a time such as 2h, got "${text}"`);
}
