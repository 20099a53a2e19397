import { z } from "zod";
import { RUN_STATUSES } from "../../cron/words/vocabulary.ts";
import { words as english } from "../../i18n/messages/en/words.ts";
import type { Words } from "../../i18n/words.ts";
import { type Issue, issuesWords } from "./issue-words.ts";

type Refusals = typeof english.refused;

/** The machine words of refusals that a person can meet on a screen: each has words in every language. */
export type ScreenCode = Exclude<keyof Refusals, "other">;

/** Why something was not done, as the API's errors say it. */
export interface Refusal {
  code: string;
  issues?: readonly Issue[] | undefined;
  details?: unknown;
}

const missing = z.object({ permission: z.string() });
const endedRun = z.object({ status: z.enum(RUN_STATUSES) });

/** A refusal in the person's language, from its machine word and its data. */
export function refusalWords(words: Words, { code, issues = [], details }: Refusal): string {
  if (!isScreenCode(code)) return words("refused.other", { code });
  switch (code) {
    case "invalid_input":
    case "invalid_params":
      return words(`refused.${code}`, { issues: issuesWords(words, issues) });
    case "forbidden": {
      const { data } = missing.safeParse(details);
      return words("refused.forbidden", { permission: data?.permission ?? words("none") });
    }
    case "wrong_state": {
      const { data } = endedRun.safeParse(details);
      return words("refused.wrong_state", { state: data ? words(`state.${data.status}`) : words("none") });
    }
    default:
      return words(`refused.${code}`);
  }
}

const isScreenCode = (code: string): code is ScreenCode => code !== "other" && Object.hasOwn(english.refused, code);
