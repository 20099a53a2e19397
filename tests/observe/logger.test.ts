import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const PROGRAM = `
import { createLogger } from "./lib/observe/logger.ts";
import { createRedact } from "./lib/cron/words/redact.ts";
const logger = createLogger({ redact: createRedact(['pla"nted']) });
const error = new Error('401 for pla"nted', { cause: new Error('deep pla"nted') });
logger.error({ err: error, config: { headers: { authorization: 'Bearer pla"nted' } } }, 'no pla"nted');
`;

it("fault C3: no field of a printed line has a secret in it, and every line stays JSON", () => {
  const printed = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", PROGRAM], {
    encoding: "utf8",
  });
  expect(printed).not.toContain("nted");
  expect(JSON.parse(printed)).toMatchObject({
    msg: "no ••••••",
    config: { headers: { authorization: "Bearer ••••••" } },
  });
});
