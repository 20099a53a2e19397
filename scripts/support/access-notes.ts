import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Env } from "../../lib/env.ts";
import { ROOT, secretsFile } from "./environment.ts";

/** How to get in: the address, the sign-in, and a call that works when pasted. Shows no secret but a password just made. */
export function accessNotes({ env, made }: { env: Env; made: readonly string[] }): string {
  const { email, password } = env.admin;
  const kept = `kept in ${relative(process.cwd(), secretsFile(env.home))}`;
  const signIn = made.includes("ADMIN_PASSWORD")
    ? `${password} (${kept})`
    : "the one of the first start, or of ADMIN_PASSWORD";
  return [
    "",
    `  Dashboard  ${env.appUrl}/dashboard/admin/cron-jobs`,
    `  Sign in    ${email}`,
    `  Password   ${signIn}`,
    `  Try        curl -H "Authorization: Bearer ${secretExpression(env)}" ${env.appUrl}/api/cron/health-check`,
    "",
  ].join("\n");
}

/** Something the shell turns into CRON_SECRET: read from the file that holds it, else from the environment. */
function secretExpression(env: Env): string {
  const current = env.cronSecret.kind === "ok" ? env.cronSecret.current : null;
  const files = [join(ROOT, ".env.local"), join(ROOT, ".env"), secretsFile(env.home)];
  const holder = files.find(
    (path) => existsSync(path) && readFileSync(path, "utf8").includes(`CRON_SECRET=${current}\n`),
  );
  return holder ? `$(sed -n 's/^CRON_SECRET=//p' ${relative(process.cwd(), holder)})` : "$CRON_SECRET";
}
