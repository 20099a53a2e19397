import { resolve } from "node:path";
import type { Finding } from "../../../lib/dashboard/health/finding.ts";
import { loadEnvironment, ROOT } from "../../support/environment.ts";
import { type Command, EXIT } from "../command.ts";
import { connected } from "../connect.ts";
import { examine } from "../doctor/examine.ts";
import { examineJob } from "../doctor/examine-job.ts";
import { print, printJson } from "../output.ts";

export const doctor: Command = {
  name: "doctor",
  args: ["[job]"],
  summary: "find what is wrong with the set-up, or why a job does not run; each with its fix",
  options: { dir: { type: "string", value: "FOLDER", help: "another checkout of the project" } },
  async run({ args: [job], text, json }) {
    loadEnvironment({ dev: false });
    const dir = resolve(text("dir") ?? ROOT);
    const findings = job === undefined ? await examine(dir) : await connected((c) => examineJob(c, job, dir));
    if (json) printJson({ healthy: !hasErrors(findings), findings });
    else print(words(findings));
    return hasErrors(findings) ? EXIT.failed : EXIT.ok;
  },
};

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
