import { enableCompileCache } from "node:module";
import { join } from "node:path";

/**
 * `npm run cron -- <command>`: see docs/cli.md. What Node has compiled once is kept: the second command of a day starts
 * in a fraction of the first one's time. So the program itself is loaded only after the cache is on.
 */
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/node"));
const { main } = await import("./program.ts");
process.exitCode = await main(process.argv.slice(2));
