import type { Db } from "../../db.ts";
import type { Probe } from "./probe.ts";

/** Asks over the pool that handlers and screens use, so that a pool without free connections shows too. */
export const databaseProbe = (db: Db): Probe => ({
  component: "database",
  async check() {
    const [row] = await db.$queryRaw<{ version: string }[]>`select current_setting('server_version') as version`;
    return `Postgres ${row?.version}`;
  },
});
