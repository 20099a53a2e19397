import type { ParseArgsOptionDescriptor } from "node:util";
import type { z } from "zod";

/** Exit codes that scripts can rely on. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An option as `parseArgs` takes it, with a word for the help. */
export interface CommandOption extends ParseArgsOptionDescriptor {
  help: string;
  /** What stands for the value in the help: `URL`. None for a switch. */
  value?: string;
}

export interface CommandInput {
  /** What came after the command's name, checked against `args`. */
  args: readonly string[];
  /** The value of an option; null when it was not given. */
  text(name: string): string | null;
  texts(name: string): readonly string[];
  has(name: string): boolean;
  /** `--json`: for programs. */
  json: boolean;
}

export interface Command {
  name: string;
  /** Names of the positional arguments: `<job>` is required, `[job]` is not, `...` takes several. */
  args?: readonly string[];
  summary: string;
  options?: Readonly<Record<string, CommandOption>>;
  run(input: CommandInput): Promise<ExitCode>;
}

/** A mistake of the caller: usage goes to stderr, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A whole number from an option, or its default. @throws UsageError */
export function wholeNumberOption(input: CommandInput, name: string, { least, most, byDefault }: NumberRange): number {
  const text = input.text(name);
  if (text === null) return byDefault;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name}: expected a whole number from ${least} to ${most}, got "${text}"`);
}

interface NumberRange {
  least: number;
  most: number;
  byDefault: number;
}

/** The text of an option by the rule that the API has for the same field. @throws UsageError with what is wrong */
export function textOption<T>(input: CommandInput, name: string, rule: z.ZodType<T>): T {
  const parsed = rule.safeParse(input.text(name) ?? undefined);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${name}: ${parsed.error.issues.map(({ message }) => message).join("; ")}`);
}

/** A word from an option, or null. @throws UsageError */
export function oneOf<T extends string>(input: CommandInput, name: string, words: readonly T[]): T | null {
  const text = input.text(name);
  if (text === null) return null;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${name}: expected ${words.join(", ")}, got "${text}"`);
}

/** JSON from an option. @throws UsageError */
export function jsonValue(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${name}: expected JSON, got ${text} (${error.message})`);
    throw error;
  }
}
