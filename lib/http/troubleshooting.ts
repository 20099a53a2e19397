import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of docs/troubleshooting.md; null where it was not deployed (next.config.ts sends it along). */
export function readTroubleshooting(): string | null {
  const file = join(/* turbopackIgnore: true */ process.cwd(), "docs/troubleshooting.md");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
