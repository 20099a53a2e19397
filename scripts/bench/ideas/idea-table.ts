import type pg from "pg";

/** Fills the tables with so many ideas: 1.2 purchases each on average, one in ten claimed, ids in order of creation. */
export async function fillIdeas(client: pg.Client, ideas: number): Promise<void> {
  await client.query("insert into category (id, slug, name) values (gen_random_uuid(), 'bench', 'Bench')");
  await client.query(
    `insert into idea (id, category_id, title, description, view_count)
     select (lpad(to_hex(n), 12, '0') || substr(md5(n::text), 13))::uuid, (select id from category), 'Idea ' || n,
            repeat('What it is about, in some words. ', 6), (random() * 1000)::int
       from generate_series(1, $1::int) n`,
    [ideas],
  );
  await client.query(
    `insert into idea_purchase (id, idea_id, buyer)
     select gen_random_uuid(), id, 'buyer' from idea, generate_series(1, 4) where random() < 0.3`,
  );
  await client.query(
    "insert into idea_claim (id, idea_id, claimant) select gen_random_uuid(), id, 'claimant' from idea where random() < 0.1",
  );
}

/** Lets one idea in a hundred be viewed. */
export async function touchIdeas(client: pg.Client): Promise<void> {
  await client.query("update idea set view_count = view_count + 7 where random() < 0.01");
}
