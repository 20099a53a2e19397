/** Takes secrets out of text by their value, wherever the text came from: an error's message, a URL, a line of a log. */

/** Stands where a secret stood. */
export const MASK = "••••••";

/** Text with every known secret replaced by the mask. */
export type Redact = (text: string) => string;

/** For programs that hold no secrets. */
export const redactNothing: Redact = (text) => text;

/** A shorter secret is found only where it stands alone: in the midst of words it would tear unrelated text apart. */
const LEAST_ANYWHERE = 4;
/** Fewer characters of base64 may be part of anything. */
const LEAST_BASE64 = 8;

/** @param values the secrets; empty ones are ignored. They are also found percent-encoded, JSON-escaped and in base64 */
export function createRedact(values: Iterable<string>): Redact {
  const spellings = new Set([...values].filter((value) => value !== "").flatMap(spellingsOf));
  if (spellings.size === 0) return redactNothing;
  // The longest first: a secret that holds another one goes as a whole.
  const patterns = [...spellings].sort((a, b) => b.length - a.length).map(patternOf);
  const secrets = new RegExp(patterns.join("|"), "gu");
  return (text) => text.replace(secrets, MASK);
}

/** Takes out what either of them does. */
export function redactBoth(first: Redact, second: Redact): Redact {
  return (text) => second(first(text));
}

function spellingsOf(given: string): string[] {
  const secret = given.toWellFormed();
  const spelled = [secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)];
  return [...spelled, ...base64Of(secret)];
}

/** What is the same in the base64 of every text that has the secret in it, such as `user:secret`: it may begin at any of three bits. */
function base64Of(secret: string): string[] {
  const cores = [0, 1, 2].map((offset) => {
    const bytes = Buffer.from(`${" ".repeat(offset)}${secret}`);
    const whole = Math.floor((bytes.length * 8) / 6);
    return bytes.toString("base64").slice(offset === 0 ? 0 : offset + 1, whole);
  });
  const urlSafe = cores.map((core) => core.replaceAll("+", "-").replaceAll("/", "_"));
  return [...cores, ...urlSafe].filter((core) => core.length >= LEAST_BASE64);
}

function patternOf(spelling: string): string {
  const literal = spelling.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  return spelling.length < LEAST_ANYWHERE ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
