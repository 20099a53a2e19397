import { defineConfig } from "prisma/config";

// `prisma generate` needs no database; every script that does sets DATABASE_URL (see scripts/support/prisma.mjs).
export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations", seed: "node prisma/seed.ts" },
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
