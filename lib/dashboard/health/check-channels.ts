import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Whether anybody would be told of an incident, and whether messages arrive. */
export async function checkChannels(words: Words, db: Db): Promise<Finding> {
  const select = { name: true, failingSince: true, failure: true };
  const channels = await db.alertChannel.findMany({ where: { enabled: true }, select, orderBy: { name: "asc" } });
  const check = "channels";
  if (channels.length === 0) {
    const told = { evidence: words("doctor.channels.none"), fix: words("doctor.channels.noneFix") };
    return warning({ check, ...told, entry: "messages-do-not-arrive" });
  }
  const failing = channels.filter(({ failingSince }) => failingSince !== null);
  if (failing.length === 0) return ok(check, words("doctor.channels.ok", { count: channels.length }));
  const evidence = failing
    .map(({ name, failure }) => words("doctor.channels.failing", { name, why: failure ?? words("none") }))
    .join("; ");
  return warning({ check, evidence, fix: words("doctor.channels.failingFix"), entry: "messages-do-not-arrive" });
}
