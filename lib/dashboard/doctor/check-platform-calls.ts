import type { Words } from "../../i18n/words.ts";
import type { PlatformCall } from "../platform-calls.ts";
import { exactUtc } from "../relative-time.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Whether the platform calls what vercel.json says. Elsewhere than on a platform nobody is expected to. */
export function checkPlatformCalls(words: Words, calls: readonly PlatformCall[], onPlatform: boolean): Finding[] {
  const check = "platform calls";
  if (!onPlatform) return [ok(check, words("doctor.platformCalls.elsewhere"))];
  const missing = calls.filter(({ overdue }) => overdue);
  if (missing.length === 0) return [ok(check, words("doctor.platformCalls.ok", { count: calls.length }))];
  return missing.map(({ path, schedule, lastAt, dueAt }) => {
    const last = lastAt === null ? words("doctor.platformCalls.never") : exactUtc(lastAt);
    const evidence = words("doctor.platformCalls.overdue", { path, schedule, due: dueAt ? exactUtc(dueAt) : "", last });
    return warning({ check, evidence, fix: words("doctor.platformCalls.fix"), entry: "does-not-run" });
  });
}
