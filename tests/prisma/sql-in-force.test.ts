import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";
import { createTestDatabase } from "../support/database.ts";

/**
 * prisma/sql is what people read; the migrations are what runs. A database made by the migrations is compared with one
 * on which every statement of the files was carried out anew.
 */

const FOLDER = join(ROOT, "prisma/sql");
const KINDS = ["function", "view", "trigger", "type", "sequence", "index", "check"] as const;
type Kind = (typeof KINDS)[number];

/** Everything that is not a table's own: name (and arguments) to its definition, white space apart. */
const CATALOG: Record<Kind, string> = {
  function: `select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name, pg_get_functiondef(p.oid) as definition
    from pg_proc p where p.pronamespace = 'public'::regnamespace`,
  view: `select c.relname as name, pg_get_viewdef(c.oid) as definition from pg_class c
    where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace`,
  trigger: `select t.tgname as name, pg_get_triggerdef(t.oid) as definition from pg_trigger t where not t.tgisinternal`,
  type: `select c.relname as name, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum) as definition
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'c' and c.relnamespace = 'public'::regnamespace group by c.relname`,
  sequence: `select s.sequencename as name, concat_ws(' ', data_type, start_value, increment_by, cycle) as definition from pg_sequences s
    where s.schemaname = 'public' and not exists (select 1 from pg_depend d
      where d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass and d.deptype in ('a', 'i'))`,
  index: `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace and (i.indpred is not null or pg_get_indexdef(i.indexrelid) like '%COLLATE%')`,
  check: `select k.conname as name, pg_get_constraintdef(k.oid) as definition from pg_constraint k
    where k.contype = 'c' and k.connamespace = 'public'::regnamespace`,
};

/** How full pages are and when they are vacuumed: nothing that a statement depends on. */
const STORAGE = /^alter table \S+ set \(/;

interface Statement {
  kind: Kind;
  name: string;
  text: string;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));
const statements = files.flatMap((file) => statementsOf(readFileSync(join(FOLDER, file), "utf8")));

/** A statement ends with `;` at the end of a line, but not within a body, which stands between `$fn$`. */
function statementsOf(text: string): Statement[] {
  const statements: string[] = [];
  let begun = "";
  for (const line of text.split("\n").filter((each) => !each.startsWith("--"))) {
    begun += `${line}\n`;
    if (!line.endsWith(";") || begun.split("$fn$").length % 2 === 0) continue;
    statements.push(begun.trim());
    begun = "";
  }
  return statements.filter((each) => !STORAGE.test(each)).map(toStatement);
}

function toStatement(text: string): Statement {
  const made = /^create (?:or replace )?(?:unique )?(function|view|trigger|type|sequence|index) (\w+)/.exec(text);
  const checked = /^alter table "?\w+"?\s+add constraint (\w+)/.exec(text);
  const kind = KINDS.find((known) => known === made?.[1]) ?? "check";
  const name = made?.[2] ?? checked?.[1];
  if (name === undefined) throw new Error(`What does this statement of prisma/sql make? ${text.slice(0, 80)}`);
  return { kind, name, text };
}

/** What must go before a statement can be carried out anew. */
function undo({ kind, text }: Statement): string {
  switch (kind) {
    case "index":
      return `drop index ${/index (\w+)/.exec(text)?.[1]};`;
    case "check": {
      const table = /^alter table ("?\w+"?)/.exec(text)?.[1];
      return [...text.matchAll(/add constraint (\w+)/g)]
        .map(([, name]) => `alter table ${table} drop constraint ${name};`)
        .join(" ");
    }
    default:
      return "";
  }
}

/** Types and sequences are in use: they are made in a schema of their own, and looked at there. */
const isMadeAside = ({ kind }: Statement) => kind === "type" || kind === "sequence";

let client: pg.Client;
let drop: () => Promise<void>;
let migrated: Map<string, string>;
beforeAll(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  migrated = await readCatalog("public");
});
afterAll(async () => {
  await client.end();
  await drop();
});

async function readCatalog(schema: string, kinds: readonly Kind[] = KINDS): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const kind of kinds) {
    const { rows } = await client.query(CATALOG[kind].replaceAll("'public'", `'${schema}'`));
    for (const { name, definition } of rows) found.set(`${kind} ${name}`, definition.replaceAll(/\s+/g, " ").trim());
  }
  return found;
}

describe("the SQL in prisma/sql", () => {
  it("names everything that a migrated database holds beside its tables, and nothing else", () => {
    const nameOf = (key: string) => key.replace(/\(.*/s, "");
    const named = statements.flatMap(({ kind, name, text }) =>
      kind === "check"
        ? [...text.matchAll(/add constraint (\w+)/g)].map(([, each]) => `check ${each}`)
        : [`${kind} ${name}`],
    );
    expect([...named].sort()).toEqual([...migrated.keys()].map(nameOf).sort());
  });

  it("is what the migrations made: carried out anew it changes nothing", async () => {
    await client.query("create schema aside");
    for (const statement of statements) {
      if (isMadeAside(statement)) await client.query(`set search_path = aside; ${statement.text}; reset search_path`);
      else await client.query(`${undo(statement)} ${statement.text}`);
    }
    const aside = await readCatalog("aside", ["type", "sequence"]);
    const anew = new Map([...(await readCatalog("public")), ...aside]);
    for (const [name, definition] of migrated) expect(`${name}: ${anew.get(name)}`).toBe(`${name}: ${definition}`);
    expect(anew.size).toBe(migrated.size);
  });

  it("has no function that nothing calls", () => {
    const callers =
      ["lib", "scripts", "app"].map(readAll).join("\n") +
      statements.map(({ text }) => text.replace(/^create (or replace )?function \w+/, "")).join("\n");
    const uncalled = statements.filter(
      ({ kind, name }) => kind === "function" && !new RegExp(`\\b${name}\\b`).test(callers),
    );
    // The card's own functions are called by people.
    expect(uncalled.map(({ name }) => name).filter((name) => name.startsWith("cron_"))).toEqual([]);
  });
});

function readAll(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
