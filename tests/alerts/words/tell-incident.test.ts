import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { helpPath, RUNS_PATH, runPath } from "../../../components/text/paths.ts";
import type { IncidentFacts } from "../../../lib/alerts/words/incident.ts";
import { entryOf, helpLink, runLink } from "../../../lib/alerts/words/links.ts";
import { subjectWords, tellIncident } from "../../../lib/alerts/words/tell-incident.ts";
import { RULES, type RuleName, subjects } from "../../../lib/alerts/words/vocabulary.ts";
import { guideBlocks } from "../../../lib/dashboard/health/guide.ts";
import { LOCALES } from "../../../lib/i18n/locales.ts";
import { alerts } from "../../../lib/i18n/messages/en/alerts.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";

/** Rules with each code that has words of its own; `born_dead_not_deployed` is the rule born_dead and its code. */
const CASES = [...new Set([...Object.keys(alerts.title), ...Object.keys(alerts.sentence)])].flatMap((key) => {
  const rule = RULES.find((name) => key === name || key.startsWith(`${name}_`));
  if (rule === undefined) throw new Error(`${key} begins with no rule`);
  return [{ rule, code: key.slice(rule.length + 1) || undefined }];
});

const facts = (code: string | undefined): IncidentFacts => ({
  ...(code !== undefined && { code }),
  job: { name: "clean-data", description: "Cleans", category: "data" },
  numbers: { usualMs: 60_000, p95Ms: 90_000, timeoutMs: 100_000, deadlineAt: Date.parse("2026-11-27T06:00:00Z") },
  title: "Stock of 12 products is negative",
  detail: "see the log",
});

describe.each(LOCALES)("what is said of an incident in %s", (locale) => {
  test.each(CASES)("is written out for $rule $code", ({ rule, code }) => {
    const said = tellIncident(wordsIn(locale), { rule, subject: "job:clean-data", facts: facts(code) });
    const texts = [said.title, said.sentence, said.advice];
    expect(texts.filter((text) => /[{}]|undefined|NaN|\balerts\./.test(text) || text.trim() === "")).toEqual([]);
    if (locale === "ko") expect(said.advice).toMatch(/\p{Script=Hangul}/u);
  });
});

test("a code that this release does not know is told by its rule", () => {
  const of = (code?: string) =>
    tellIncident(ENGLISH, { rule: "born_dead", subject: "job:clean-data", facts: facts(code) });
  expect(of("code_of_a_later_release")).toEqual(of());
  expect(of("constructor")).toEqual(of());
  expect(of("not_deployed")).not.toEqual(of());
});

test("what a handler raises has the handler's own title and text", () => {
  const raised = { rule: "raised", subject: "job:stock", facts: facts(undefined) } as const;
  expect(tellIncident(ENGLISH, raised)).toMatchObject({
    title: "Stock of 12 products is negative",
    sentence: "see the log",
  });
  expect(tellIncident(ENGLISH, { ...raised, facts: {} })).toMatchObject({ title: "stock raised an alert" });
});

test("instants of a sentence are told in the reader's zone", () => {
  const late = { rule: "late", subject: "job:clean-data", facts: facts("forecast") } as const;
  expect(tellIncident(ENGLISH, late, "Asia/Seoul").sentence).toContain("2026-11-27 15:00:00 Asia/Seoul");
});

test.each([
  [subjects.job("clean-data"), "clean-data"],
  [subjects.component("smtp"), "smtp"],
  [subjects.scheduler, "scheduler"],
  [subjects.cronRoutes, "cron routes"],
  [subjects.category("data"), "data"],
])("the subject %s is called %s", (subject, name) => {
  expect(subjectWords(ENGLISH, { subject })).toBe(name);
});

test("the database has its own words, whichever signal speaks of it", () => {
  const said = (rule: RuleName, subject: string) => tellIncident(ENGLISH, { rule, subject, facts: {} }).title;
  expect(said("component", subjects.database)).toBe("The database is away");
  expect(said("component", "component:smtp")).toBe("smtp is not well");
});

test("the addresses in messages are those of the screens, and each entry stands in the troubleshooting", () => {
  const place = { appUrl: "https://belfry.example.com" };
  expect(runLink(place, "a")).toBe(`${place.appUrl}${runPath("a")}`);
  expect(runLink(place, "a")).toContain(RUNS_PATH);
  const headings = guideBlocks(readFileSync("docs/troubleshooting.md", "utf8")).flatMap((block) =>
    block.kind === "heading" ? [block.id] : [],
  );
  for (const { rule, code } of CASES) {
    const entry = entryOf({ rule, facts: facts(code) });
    expect(headings).toContain(entry);
    expect(helpLink(place, entry)).toBe(`${place.appUrl}${helpPath(entry)}`);
  }
});
