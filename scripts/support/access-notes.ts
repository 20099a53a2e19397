import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Env } from "../../lib/env.ts";
import { ROOT, secretsFile } from "./environment.ts";

/** How to get in: the address, the sign-in, and a call that works when pasted. The one secret shown is a made password, once. */
export function accessNotes({ env, firstStart }: { env: Env; firstStart: boolean }): string {
  const kept = holds(secretsFile(env.home), "ADMIN_PASSWORD", env.admin.password);
  const where = kept ? relative(process.cwd(), secretsFile(env.home)) : "ADMIN_PASSWORD";
  return [
    "",
    `  Dashboard  ${env.appUrl}/dashboard/admin`,
    `  Sign in    ${env.admin.email}`,
    `  Password   ${firstStart && kept ? `${env.admin.password} (kept in ${where})` : `as in ${where}`}`,
    `  Try        curl -H "Authorization: Bearer ${secretExpression(env)}" ${env.appUrl}/api/cron/health-check`,
    "",
  ].join("\n");
}

/** Something the shell turns into CRON_SECRET: read from the file that holds it, else from the environment. */
function secretExpression(env: Env): string {
  const current = env.cronSecret.kind === "ok" ? env.cronSecret.current : null;
  const files = [join(ROOT, ".env.local"), join(ROOT, ".env"), secretsFile(env.home)];
  const holder = files.find((path) => holds(path, "CRON_SECRET", current));
  return holder ? `$(sed -n 's/^CRON_SECRET=//p' ${relative(process.cwd(), holder)})` : "$CRON_SECRET";
}

function holds(path: string, name: string, value: string | null): boolean {
  return value !== null && existsSync(path) && readFileSync(path, "utf8").split("\n").includes(`${name}=${value}`);
}
