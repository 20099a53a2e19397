import type { Page } from "@playwright/test";
import { jobs } from "../../../lib/jobs/index.ts";

/** Three words in a row: product names, units and identifiers are shorter, or have other characters in them. */
const SENTENCE = /[A-Za-z][A-Za-z'’]*(?:[,;]? [A-Za-z][A-Za-z'’]*){2,}/g;

/**
 * The English that a page says to a person, in its text and in what is read out or shown on hovering. Code, commands,
 * what is marked as English, and the names and descriptions of jobs are left out, as is what `data` names.
 * @param data texts that a test has put there
 */
export async function englishOn(page: Page, data: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(textsOfPage);
  const known = [...data, ...jobs.map(({ description }) => description)];
  const own = texts.map((text) => known.reduce((left, part) => left.replaceAll(part, "·"), text));
  return [...new Set(own.flatMap((text) => text.match(SENTENCE) ?? []))];
}

/** Runs in the browser. */
function textsOfPage(): string[] {
  const notWords = "code, pre, script, style, textarea, input, kbd, [lang=en]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: string[] = [document.title];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.closest(notWords)) texts.push(walker.currentNode.textContent ?? "");
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    const named = [...document.querySelectorAll(`[${name}]`)].filter((element) => !element.closest("[lang=en]"));
    texts.push(...named.map((element) => element.getAttribute(name) ?? ""));
  }
  return texts.map((text) => text.replaceAll(/\s+/g, " "));
}
