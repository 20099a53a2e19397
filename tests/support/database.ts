import { inject } from "vitest";
import { copyTemplate, type TestDatabase } from "./database-server.ts";

/** A fresh, migrated database of the test's own; drop it when done. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyTemplate(inject("testServer"));
}
