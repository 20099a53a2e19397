import { error, type Finding, ok } from "../../../lib/dashboard/health/finding.ts";
import { readChainFacts } from "../../../lib/dashboard/jobs/chain-facts.ts";
import { type ChainLink, jobChain } from "../../../lib/dashboard/jobs/job-chain.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { effectiveLimits } from "../../../lib/platform/settings.ts";
import { type Connection, requireListedJob } from "../connect.ts";
import { readCrons, readSettings } from "../sync-files.ts";

/** Why a job does or does not run. @param dir the project */
export async function examineJob(connection: Connection, name: string, dir: string): Promise<Finding[]> {
  const facts = await readChainFacts(connection.deps, requireListedJob(connection, name), {
    scheduler: connection.runtime.env.scheduler,
    precisionSeconds: effectiveLimits(readSettings(dir)).precisionSeconds,
    paths: readCrons(dir).map(({ path }) => path),
  });
  return jobChain(ENGLISH, facts).map(toFinding);
}

function toFinding(link: ChainLink): Finding {
  const check = ENGLISH(`chain.check.${link.check}`);
  const { evidence } = link;
  return link.holds ? ok(check, evidence) : error({ check, evidence, fix: link.fix, entry: link.entry });
}
