import type { TestProject } from "vitest/node";
import { openTestServer } from "./database-server.ts";

/** Provides the tests' Postgres with its migrated template; `createTestDatabase` copies it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openTestServer();
  project.provide("testServer", { url: server.url, template: server.template });
  return server.release;
}

declare module "vitest" {
  export interface ProvidedContext {
    testServer: { url: string; template: string };
  }
}
