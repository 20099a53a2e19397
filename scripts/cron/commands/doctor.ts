import { resolve } from "node:path";
import { databaseAway } from "../../../lib/dashboard/health/check-database.ts";
import type { Finding } from "../../../lib/dashboard/health/finding.ts";
import { isDatabaseAway } from "../../../lib/http/errors/known-errors.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { isDatabaseUnavailable } from "../../../lib/stores/postgres/errors.ts";
import { loadEnvironment, ROOT } from "../../support/environment.ts";
import { type Command, EXIT } from "../command.ts";
import { connected } from "../connect.ts";
import { examine, examineJob } from "../doctor/examine.ts";
import { print, printJson } from "../output.ts";

export const doctor: Command = {
  name: "doctor",
  args: ["[job]"],
  summary: "find what is wrong with the set-up, or why a job does not run; each with its fix",
  options: { dir: { type: "string", value: "FOLDER", help: "another checkout of the project" } },
  async run({ args: [job], text, json }) {
    loadEnvironment({ dev: false });
    const dir = resolve(text("dir") ?? ROOT);
    const looking = job === undefined ? examine(dir) : connected((c) => examineJob(c, job, dir));
    const findings = await looking.catch(whenAway);
    if (json) printJson({ healthy: !hasErrors(findings), findings });
    else print(words(findings));
    return hasErrors(findings) ? EXIT.failed : EXIT.ok;
  },
};

/** A database that goes away under the doctor is what it has found: nothing to send anybody to the doctor for. */
function whenAway(thrown: unknown): Finding[] {
  if (thrown instanceof Error && isDatabaseAway({ isDatabaseUnavailable }, thrown)) {
    return [databaseAway(ENGLISH, thrown)];
  }
  throw thrown;
}

const hasErrors = (findings: readonly Finding[]) => findings.some(({ severity }) => severity === "error");

const MARKS: Record<Finding["severity"], string> = { ok: "ok     ", warning: "WARNING", error: "ERROR  " };

function words(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  const lines = findings.flatMap(({ check, severity, evidence, fix, link }) => [
    `${MARKS[severity]}  ${check}: ${evidence}`,
    ...(fix === null ? [] : [`         fix: ${fix}${link === null ? "" : ` (${link})`}`]),
  ]);
  return [...lines, "", `${count("error")} errors, ${count("warning")} warnings`].join("\n");
}
