import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isStorable } from "../../lib/cron/words/storable-text.ts";
import type { Command } from "../../scripts/cron/command.ts";
import { commands } from "../../scripts/cron/commands.ts";
import { type CliResult, runCli } from "../support/cli.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

/**
 * Fault C7: every word that a command takes, as an argument or as an option's value, is given what nobody means: none
 * ends in a stack or in the words of a library.
 */

const HOSTILE = ["\0", "x\udfffy", "x".repeat(10_000), "0000-01-01T00:00:00Z", "+275760-09-13T00:00:00Z"];
const RUN = "01a1fe30-85d4-7232-b7f4-36a357ad005b";
/** What a required argument is otherwise. */
const USUAL: Readonly<Record<string, string>> = {
  "<job>": "clean-data",
  "<run>": RUN,
  "<id>": "job:clean-data",
  "<slot>": "2099-01-01T00:00:00Z",
  "<get|set|reset>": "set",
};
/** A server that is not there, and an end: nothing else is to be done by a word that is taken. */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  ticker: ["--url", "http://127.0.0.1:1", "--for", "1s"],
  test: ["--url", "http://127.0.0.1:1", "--yes"],
  run: ["--url", "http://127.0.0.1:1"],
  sync: ["--check"],
};

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());

const usualArgs = ({ args = [] }: Command) =>
  args.filter((name) => name.startsWith("<")).map((name) => USUAL[name] ?? "");

function* attempts(command: Command): Iterable<{ what: string; value: string; words: string[] }> {
  const { args = [], options = {} } = command;
  const always = ALWAYS[command.name] ?? [];
  for (const value of HOSTILE) {
    for (const [index, what] of args.entries()) {
      const given = [...usualArgs(command).slice(0, index), value, ...usualArgs(command).slice(index + 1)];
      yield { what, value, words: [...always, "--", ...given] };
    }
    for (const [name, { type }] of Object.entries(options)) {
      if (type === "string")
        yield { what: `--${name}`, value, words: [...always, `--${name}=${value}`, "--", ...usualArgs(command)] };
    }
  }
}

/** A stack, a library's own words, or JSON in place of a sentence. */
const LEAK =
  /prisma|\n +at |invocation|node:internal|undefined|ENAMETOOLONG|ERR_|invalid byte|TypeError|RangeError|^belfry: [[{]\s/i;

/** What is wrong with how a command answered; null when nothing is. */
function breach(name: string, { code, stderr }: CliResult, value: string): string | null {
  if (LEAK.test(stderr)) return "it tells what no person can read";
  if (code === null || code > 2) return "it has an exit code of its own";
  if (isStorable(value)) return null;
  return code === 2 && stderr.startsWith(`belfry: ${name} has a character that cannot be kept`) ? null : "it was taken";
}

describe("fault C7: hostile words of a command", () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    "%s",
    async (name, command) => {
      const breaches: string[] = [];
      for (const { what, value, words } of attempts(command)) {
        const answer = await runCli([...name.split(" "), ...words], { DATABASE_URL: domain.url });
        const wrong = breach(what, answer, value);
        if (wrong !== null)
          breaches.push(`${what} ${value.slice(0, 30)}: ${wrong}: ${answer.code} ${answer.stderr.slice(0, 200)}`);
      }
      expect(breaches).toEqual([]);
    },
    60_000,
  );
});

test.each([
  [["pause", "clean-data", "--reason"], "--reason: "],
  [["disable", "clean-data", "--notes"], "--notes: "],
  [["force-end", RUN, "--reason"], "--reason: "],
  [["schedules", "skip", "job:clean-data", "2099-01-01T00:00:00Z", "--reason"], "--reason: "],
])("fault C7: %j has the limit that the API has, and says so", async (words, expected) => {
  const { code, stderr } = await runCli([...words, "x".repeat(501)], { DATABASE_URL: domain.url });
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^belfry: ${expected}.*500`));
});
