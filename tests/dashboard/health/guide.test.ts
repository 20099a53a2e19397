import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { guideBlocks, guidePieces } from "../../../lib/dashboard/health/guide.ts";
import { ENTRIES } from "../../../lib/dashboard/words/entries.ts";

test("the guide has a heading for every entry that a finding can link to, and nothing in it is left as Markdown", () => {
  const blocks = guideBlocks(readFileSync("docs/troubleshooting.md", "utf8"));
  expect(blocks.flatMap((block) => (block.kind === "heading" ? [block.id] : []))).toEqual([...ENTRIES]);
  const lines = blocks.flatMap((block) => (block.kind === "table" ? block.rows.flat() : [block.text]));
  const plain = lines.flatMap(guidePieces).flatMap(({ kind, text }) => (kind === "text" ? [text] : []));
  expect(plain.filter((text) => /\*\*|`|\]\(|^\|/.test(text))).toEqual([]);
});

test("a line is taken apart into text, code, strong words and links", () => {
  expect(guidePieces("**Fix.** run `it` (see [there](#there)).")).toEqual([
    { kind: "strong", text: "Fix." },
    { kind: "text", text: " run " },
    { kind: "code", text: "it" },
    { kind: "text", text: " (see " },
    { kind: "link", text: "there", href: "#there" },
    { kind: "text", text: ")." },
  ]);
});
