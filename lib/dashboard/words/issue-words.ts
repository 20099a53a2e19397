import type { z } from "zod";
import type { NamesIn } from "../../cron/time/schedule-problem.ts";
import type { ParamIssue } from "../../cron/words/errors.ts";
import type { PROBLEM_SENTENCES } from "../../i18n/messages/en/issue.ts";
import { words as english } from "../../i18n/messages/en/words.ts";
import { ENGLISH, type Words } from "../../i18n/words.ts";

type Problems = typeof PROBLEM_SENTENCES;
export type ProblemCode = keyof Problems;
type Values = Readonly<Record<string, string | number>>;
type ValuesOf<Code extends ProblemCode> = Readonly<Record<NamesIn<Problems[Code]>, string | number>>;

/** What is wrong with one field of an input: the English sentence of the API, and what it says in any language. */
export interface Issue extends ParamIssue {
  problem?: { code: ProblemCode; values: Values };
}

/** A problem of ours as zod's `refine` and `addIssue` take it. */
export function problemOf<Code extends ProblemCode>(code: Code, values: ValuesOf<Code>) {
  return { message: problemWords(ENGLISH, code, values), params: { problem: code, values } };
}

/** A problem of ours with the field it is about. */
export function issueAt<Code extends ProblemCode>(path: string, code: Code, values: ValuesOf<Code>): Issue {
  return { path, message: problemWords(ENGLISH, code, values), problem: { code, values } };
}

/** A complaint of one of our own schemas, whose rules and problems all have words here. */
export function issueOfSchema(rule: z.core.$ZodIssue): Issue {
  return { path: rule.path.join("."), message: rule.message, rule };
}

/** All that is wrong, each with the name of its field. */
export function issuesWords(words: Words, issues: readonly Issue[]): string {
  return issues
    .map(({ path, ...issue }) => {
      const problem = issueWords(words, issue);
      return path === "" ? problem : words("issue.at", { field: fieldWords(words, path), problem });
    })
    .join("; ");
}

/** What is wrong, without its field. A sentence that the author of a job's schema wrote stays as it is. */
function issueWords(words: Words, { message, rule, problem }: Omit<Issue, "path">): string {
  if (problem) return problemWords(words, problem.code, problem.values);
  return rule ? ruleWords(words, rule) : message;
}

/** The last part of a path as screens call it; a parameter keeps the name it has in the code. */
function fieldWords(words: Words, path: string): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return isOf(english.issue.field, name) ? words(`issue.field.${name}`) : path;
}

function problemWords(words: Words, code: ProblemCode, values: Values): string {
  return words(`issue.problem.${code}`, values);
}

function ruleWords(words: Words, rule: z.core.$ZodIssue): string {
  switch (rule.code) {
    case "invalid_type":
      return isOf(english.issue.rule.type, rule.expected)
        ? words(`issue.rule.type.${rule.expected}`)
        : words("issue.rule.other");
    case "invalid_value":
      return words("issue.rule.choice", { choices: rule.values.map(String).join(", ") });
    case "too_small":
      return leastWords(words, rule);
    case "too_big":
      return mostWords(words, rule);
    case "invalid_format":
      return words(`issue.rule.format.${isOf(english.issue.rule.format, rule.format) ? rule.format : "regex"}`);
    case "not_multiple_of":
      return words("issue.rule.step", { step: rule.divisor });
    case "unrecognized_keys":
      return words("issue.rule.unknown", { keys: rule.keys.join(", ") });
    case "custom":
      return customWords(words, rule.params ?? {});
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return words("issue.rule.other");
  }
}

function leastWords(words: Words, { origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  const limit = Number(minimum);
  if (origin === "string") return limit === 1 ? words("issue.rule.empty") : words("issue.rule.least.string", { limit });
  if (origin === "array") return words("issue.rule.least.array", { limit });
  return inclusive === false ? words("issue.rule.above", { limit }) : words("issue.rule.from", { limit });
}

function mostWords(words: Words, { origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  const limit = Number(maximum);
  if (origin === "string") return words("issue.rule.most.string", { limit });
  if (origin === "array") return words("issue.rule.most.array", { limit });
  return inclusive === false ? words("issue.rule.below", { limit }) : words("issue.rule.upTo", { limit });
}

function customWords(words: Words, { problem, values = {} }: { problem?: unknown; values?: unknown }): string {
  const isOurs = typeof problem === "string" && isOf(english.issue.problem, problem);
  return isOurs ? problemWords(words, problem, values as Values) : words("issue.rule.other");
}

const isOf = <Known extends object>(known: Known, name: string): name is Extract<keyof Known, string> =>
  Object.hasOwn(known, name);
