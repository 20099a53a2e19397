import { cpSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../lib/dashboard/health/finding.ts";
import { ROOT } from "../../scripts/support/environment.ts";
import { runCli } from "./cli.ts";
import { openDomainDb } from "./domain-db.ts";

export interface Diagnosis {
  code: number | null;
  findings: Finding[];
  /** The first finding that is no good news, of a check. */
  about(check: string): Finding | undefined;
}

/** `doctor --json` over a database of its own. */
export async function openPatient() {
  const domain = await openDomainDb();
  const dir = copyProject();
  return {
    ...domain,
    diagnose: (args: string[] = [], variables: Record<string, string> = {}) =>
      diagnose(args, { DATABASE_URL: domain.url, ...variables }),
    /** A copy of the files that `--dir` reads, with these crons. To be removed by the test. */
    withVercelJson: (crons: object[]) => withVercelJson(dir, crons),
    async close() {
      rmSync(dir, { recursive: true, force: true });
      await domain.close();
    },
  };
}

export type Patient = Awaited<ReturnType<typeof openPatient>>;

async function diagnose(args: readonly string[], variables: Record<string, string>): Promise<Diagnosis> {
  const { code, stdout } = await runCli(["doctor", "--json", ...args], variables);
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  const about = (check: string) => findings.find((found) => found.check === check && found.severity !== "ok");
  return { code, findings, about };
}

function copyProject(): string {
  const dir = mkdtempSync(join(tmpdir(), "belfry-doctor-"));
  for (const path of ["vercel.json", "package.json", ...globSync("app/api/**/route.ts", { cwd: ROOT })]) {
    cpSync(join(ROOT, path), join(dir, path));
  }
  return dir;
}

function withVercelJson(dir: string, crons: object[]): string {
  const copy = mkdtempSync(join(tmpdir(), "belfry-doctor-"));
  cpSync(dir, copy, { recursive: true });
  writeFileSync(join(copy, "vercel.json"), JSON.stringify({ crons }));
  return copy;
}
