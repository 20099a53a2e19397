import { openEmbeddedPostgres } from "../../scripts/support/embedded-postgres.ts";

/** Opens the server of the home named on the command line, says where it is, and keeps it until it is killed. */
const { port, started } = await openEmbeddedPostgres(process.argv[2] ?? "");
process.stdout.write(`${JSON.stringify({ port, started })}\n`);
setInterval(() => undefined, 60_000);
