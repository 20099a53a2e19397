import { join } from "node:path";
import { superviseDev } from "../../scripts/support/dev-supervisor.ts";
import { runMain } from "../../scripts/support/run-main.ts";

/** `npm run dev` with a small server in the place of Next, in the folder of a test. */
const program = join(import.meta.dirname, "dev-answers-main.ts");
runMain(() => superviseDev({ ...process.env }, { folder: process.cwd(), program }));
