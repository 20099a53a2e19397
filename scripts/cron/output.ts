/** What people and programs read: answers on stdout, everything else on stderr. */

export function print(text: string): void {
  process.stdout.write(`${visible(text)}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${visible(text)}\n`);
}

export function printJson(value: unknown): void {
  // JSON escapes the rest of the control characters by itself.
  const json = JSON.stringify(value, null, 2).replace(/[\x7f-\x9f]/g, (sign) => `\\u00${codeOf(sign)}`);
  process.stdout.write(`${json}\n`);
}

/**
 * Text with its control characters written out: what others have said (a run's message, an error) must not move a
 * terminal's cursor, colour it, or type for the person who reads. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (sign) => `\\x${codeOf(sign)}`);
}

const codeOf = (sign: string) => (sign.codePointAt(0) ?? 0).toString(16).padStart(2, "0");

/** `2026-11-21 12:40:03` UTC. */
export function utc(at: Date | null): string {
  return at === null ? "–" : at.toISOString().slice(0, 19).replace("T", " ");
}
