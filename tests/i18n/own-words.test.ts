import { expect, test } from "vitest";
import { readSources } from "../support/source-files.ts";

/** Names are the same in every language; and the page of the last resort speaks all of them at once. */
const NAMES = ["Belfry"];
const SPEAKS_ALL = "app/global-error.tsx";

/** Text between tags on one line, after an icon, on a line of its own, and attributes that are read out or shown. */
const PATTERNS = [
  /(?<!=)>\s*([^<>{}\n=;()]*[A-Za-z]{2}[^<>{}\n=;()]*)<\//g,
  /\/>\s+([A-Za-z][^<>{}\n;]*)$/gm,
  /^\s+([A-Z][a-z]+(?: [\w',-]+)*[.:?]?)$/gm,
  /\b(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2}[^"]*)"/g,
];

test("no screen holds words of its own: they stand in lib/i18n/messages, in every language", () => {
  const screens = readSources(["app", "components"]).filter(({ path }) => path.endsWith(".tsx") && path !== SPEAKS_ALL);
  const own = screens.flatMap(({ path, code }) =>
    PATTERNS.flatMap((pattern) => [...code.matchAll(pattern)])
      .map(([, text = ""]) => text.trim())
      .filter((text) => !NAMES.includes(text))
      .map((text) => `${path}: ${text}`),
  );
  expect(own).toEqual([]);
});
