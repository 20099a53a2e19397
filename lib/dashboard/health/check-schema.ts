import { type Db, Prisma } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { error, type Finding, ok } from "./finding.ts";

/** Prisma's codes: a table is missing, a column is missing. */
const MISSING = new Set(["P2021", "P2022"]);
const LIMIT = 20;

/** Whether every table has the columns that this release reads: a migration may be applied and its work undone since. */
export async function checkSchema(words: Words, db: Db): Promise<Finding[]> {
  const missing: Finding[] = [];
  for (const model of Object.values(Prisma.ModelName)) {
    const found = await readOne(db, model);
    if (found !== null) missing.push(drifted(words, found));
  }
  return missing.length > 0 ? missing.slice(0, LIMIT) : [ok("schema", words("doctor.schema.ok"))];
}

/** What a read of all columns of one row met that is missing, in the database's own words. */
async function readOne(db: Db, model: Prisma.ModelName): Promise<string | null> {
  const delegate: { findFirst(): Promise<unknown> } = Reflect.get(
    db,
    `${model.charAt(0).toLowerCase()}${model.slice(1)}`,
  );
  try {
    await delegate.findFirst();
    return null;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !MISSING.has(String(Object(thrown).code))) throw thrown;
    return whatIsMissing(model, thrown);
  }
}

/** Prisma's sentences end with what is missing; what stands before is the call in our own source. */
function whatIsMissing(model: string, { message }: Error): string {
  return `${model}: ${message.trim().split("\n").at(-1)}`;
}

function drifted(words: Words, what: string): Finding {
  const evidence = words("doctor.schema.missing", { what });
  return error({ check: "schema", evidence, fix: words("doctor.schema.fix"), entry: "does-not-run" });
}
