import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv as parseDotenv, promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseTokenKeys } from "../../lib/env/token-keys.ts";
import { ROOT } from "../../scripts/support/environment.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "belfry-secrets-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const SCRIPT = `import { ensureSecrets } from "./scripts/support/secrets.ts"; ensureSecrets({ home: process.env.BELFRY_HOME, firstAccount: false });`;
const GIVEN = {
  CRON_SECRET: "given-secret-of-the-cron-routes",
  BETTER_AUTH_SECRET: "given-secret-that-signs-the-sessions",
};

async function ensure(variables: Record<string, string>): Promise<Record<string, string | undefined>> {
  const unset = { CRON_SECRET: "", BETTER_AUTH_SECRET: "", TOKEN_KEYS: "" };
  const env = { ...process.env, ...unset, ...variables, BELFRY_HOME: home };
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", SCRIPT], { cwd: ROOT, env });
  return read();
}

const read = () => parseDotenv(readFileSync(join(home, "secrets.env"), "utf8"));

test("a home that makes its secrets makes a key to seal by, too", async () => {
  const made = await ensure({});
  expect(parseTokenKeys(made.TOKEN_KEYS ?? "")).toMatchObject([{ id: "k1" }]);
});

test("a home that made its secrets before there were such keys gets one", async () => {
  writeFileSync(join(home, "secrets.env"), "CRON_SECRET=made-before\n");
  expect(await ensure(GIVEN)).toMatchObject({ CRON_SECRET: "made-before", TOKEN_KEYS: expect.stringMatching(/^k1:/) });
});

test("where the environment gives all secrets no key is made up: another machine could not open what it seals", async () => {
  await expect(ensure(GIVEN)).rejects.toThrow("ENOENT");
});
