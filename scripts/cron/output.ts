/** What people and programs read: answers on stdout, everything else on stderr. */

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** `2026-11-21 12:40:03` UTC. */
export function utc(at: Date | null): string {
  return at === null ? "–" : at.toISOString().slice(0, 19).replace("T", " ");
}
