#!/usr/bin/env node
/**
 * Prisma's schema engine without its native binary, which npm does not carry: the same engine from the WebAssembly
 * package behind the binary's command line (`cli …`) and JSON-RPC interface. PRISMA_SCHEMA_ENGINE_BINARY names this file.
 * The history is replayed in a temporary database on the same server, dropped afterwards.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const PG_CHAR = 18; // OID of the catalogs' one-byte type "char"
const PG_TEXT = 25;
const CONNECTOR_ERROR = 4466; // the code that Prisma's CLI shows as an engine error
/** SQLSTATE -> the error code that Prisma's CLI turns into a sentence. */
const CLI_CODES = { "3D000": "P1003", "28P01": "P1000", 28000: "P1010", "42P04": "P1009" };

const argv = process.argv.slice(2);
const valuesOf = (flag) => argv.flatMap((arg, i) => (arg === flag ? [argv[i + 1]] : []));
const datasource = JSON.parse(valuesOf("--datasource")[0] ?? "{}");

/** Opens a driver adapter, mended where adapter-pg does not suit migrations. */
async function open(url, { database, onDispose } = {}) {
  if (!url) throw new Error("DATABASE_URL is not set: run the npm script (npm run db:…), which sets it");
  const target = new URL(url);
  const schema = target.searchParams.get("schema") ?? undefined;
  target.searchParams.delete("schema");
  if (database) target.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: target.href, max: 4 });
  pool.on("error", () => {}); // an idle connection dropped by the server: the next query reports what matters
  const adapter = await new PrismaPg(pool, { schema }).connect();
  mendCatalogReads(adapter);
  // adapter-pg cuts a script at every ";", also inside function bodies: send it whole.
  adapter.executeScript = (sql) =>
    pool.query(sql).then(
      () => undefined,
      (error) => adapter.onError(error),
    );
  adapter.dispose = async () => {
    await pool.end();
    await onDispose?.();
  };
  return adapter;
}

function mendCatalogReads(adapter) {
  const { queryRaw } = adapter;
  adapter.queryRaw = async (query) => {
    let fields = [];
    const performIO = async (q) => {
      const result = await adapter.performIO(q);
      fields = result.fields;
      const known = fields.map((f) => (f.dataTypeID === PG_CHAR ? { ...f, dataTypeID: PG_TEXT } : f));
      return { ...result, fields: known };
    };
    const result = await queryRaw.call(Object.create(adapter, { performIO: { value: performIO } }), query);
    result.columnTypes = result.columnTypes.map((type, i) =>
      fields[i].dataTypeID === PG_CHAR ? ColumnTypeEnum.Character : type,
    );
    // Postgres 18 lists NOT NULL as constraints of type "n", which this engine does not know.
    const at = result.columnNames.indexOf("constraint_type");
    return at < 0 ? result : { ...result, rows: result.rows.filter((row) => row[at] !== "n") };
  };
}

async function using(url, work, options) {
  const adapter = await open(url, options);
  try {
    return await work(adapter.underlyingDriver());
  } finally {
    await adapter.dispose();
  }
}

async function openShadow() {
  const database = `prisma_shadow_${randomUUID()}`;
  await using(datasource.url, (db) => db.query(`CREATE DATABASE "${database}"`));
  const drop = () => using(datasource.url, (db) => db.query(`DROP DATABASE "${database}" WITH (FORCE)`));
  return open(datasource.url, { database, onDispose: drop });
}

let panic; // the engine reports a panic here and then throws outside of any promise
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(message) {
    panic = message;
  },
};

async function startEngine() {
  const wasm = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = readFileSync(new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm")));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { "./schema_engine_bg.js": wasm });
  wasm.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const files = valuesOf("--datamodels").map((path) => [path, readFileSync(path, "utf8")]);
  const factory = {
    provider: "postgres",
    adapterName: "pg",
    connect: () => open(datasource.url),
    connectToShadowDb: openShadow,
  };
  const options = { datamodels: files.length ? files : undefined };
  return wasm.SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

async function call(engine, method, params) {
  if (method === "evaluateDataLoss") await engine.devDiagnostic(params); // replays the history, which this call does not
  const result = (await engine[method === "getDatabaseVersion" ? "version" : method](params)) ?? null;
  if (result?.stdout) send({ id: 0, method: "print", params: { content: result.stdout } });
  return result;
}

async function serve() {
  let engine;
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line || "{}");
    if (!method) continue; // the CLI's answer to a "print"
    const fail = (error) => {
      const message = String(panic ?? error?.message ?? error);
      const data = { is_panic: false, message, meta: null, error_code: error?.code ?? "" };
      send({ id, error: { code: CONNECTOR_ERROR, message, data } });
    };
    process.removeAllListeners("uncaughtException").once("uncaughtException", fail); // after a panic the call never settles
    try {
      engine ??= await startEngine();
      send({ id, result: await call(engine, method, params) });
    } catch (error) {
      fail(error);
    }
  }
  process.exit();
}

async function cli(command) {
  const name = decodeURIComponent(new URL(datasource.url).pathname.slice(1));
  const create = command === "create-database";
  try {
    await using(datasource.url, (db) => db.query(create ? `CREATE DATABASE "${name}"` : "SELECT 1"), {
      database: create ? "postgres" : name,
    });
  } catch (error) {
    const fields = {
      is_panic: false,
      error_code: CLI_CODES[error.code] ?? "P1001",
      message: error.message || error.code,
    };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`);
    process.exitCode = 1;
  }
}

await (argv.includes("cli") ? cli(argv.at(-1)) : serve());
