import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { LOCALES } from "../../lib/i18n/locales.ts";
import { messagesOf } from "../../lib/i18n/messages.ts";
import { ENGLISH } from "../../lib/i18n/words.ts";
import { flatten } from "./flatten.ts";
import { readUses } from "./uses.ts";

const english = flatten(messagesOf("en"));

describe.each(LOCALES)("the messages in %s", (locale) => {
  const messages = flatten(messagesOf(locale));

  test("have the same keys as the English ones, in the same order", () => {
    expect([...messages.keys()]).toEqual([...english.keys()]);
  });

  test("take the same values and tags as the English ones", () => {
    const told = (texts: ReadonlyMap<string, string>) =>
      [...texts].map(([key, text]) => `${key}: ${[...placeholders(parse(text))].sort().join(", ")}`);
    expect(told(messages)).toEqual(told(english));
  });

  test("are all written", () => {
    const unwritten = [...messages].filter(([, text]) => text.trim() === "");
    expect(unwritten).toEqual([]);
  });
});

test("every key is used by a screen", () => {
  const uses = readUses();
  expect([...english.keys()].filter((key) => !uses.some((use) => use.has(key)))).toEqual([]);
});

test("components that run in the browser use only the words that are sent there", () => {
  const abroad = readUses().filter(
    ({ inBrowser, namespaces }) => inBrowser && namespaces.some((n) => !/^client\b/.test(n)),
  );
  expect(abroad.map(({ path }) => path)).toEqual([]);
});

test("a wrong key and a missing value do not compile, and fail where they are met all the same", () => {
  // @ts-expect-error no such key
  expect(() => ENGLISH("no.such.key")).toThrow("MISSING_MESSAGE");
  // @ts-expect-error a value is missing
  expect(() => ENGLISH("sentence.tries", { attempt: 1 })).toThrow("attempts");
});

/** What a message is given, a name with its kind: `count (number)`. */
function placeholders(elements: readonly MessageFormatElement[]): Set<string> {
  return new Set(elements.flatMap(placeholdersOf));
}

function placeholdersOf(element: MessageFormatElement): string[] {
  switch (element.type) {
    case TYPE.literal:
    case TYPE.pound:
      return [];
    case TYPE.argument:
    case TYPE.number:
    case TYPE.date:
    case TYPE.time:
      return [`${element.value} (${TYPE[element.type]})`];
    case TYPE.select:
    case TYPE.plural: {
      const inner = Object.values(element.options).flatMap(({ value }) => value.flatMap(placeholdersOf));
      return [`${element.value} (${TYPE[element.type]})`, ...inner];
    }
    case TYPE.tag:
      return [`<${element.value}>`, ...element.children.flatMap(placeholdersOf)];
  }
}
