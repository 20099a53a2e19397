import { describe, expect, test } from "vitest";
import { ConfigurationError, parseEnv } from "../../lib/env.ts";

const minimal = { BETTER_AUTH_SECRET: "s".repeat(32) };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("the address of Sentry", () => {
  test("is taken with its origin, which browsers have to be allowed to call, and its project", () => {
    const dsn = "https://0a1b2c@o42.ingest.de.sentry.io/4507";
    const sentry = { dsn, origin: "https://o42.ingest.de.sentry.io", project: "4507" };
    expect(parseEnv({ ...minimal, SENTRY_DSN: dsn })).toMatchObject({ sentry });
    const own = "http://0a1b2c@sentry.local:9000/behind/a/path/7";
    expect(parseEnv({ ...minimal, SENTRY_DSN: own }).sentry).toMatchObject({
      origin: "http://sentry.local:9000",
      project: "7",
    });
  });

  test.each([
    ["o42.ingest.sentry.io/4507", "got what is no address"],
    ["ftp://key@host/1", "got one that begins with ftp:"],
    ["https://o42.ingest.sentry.io/4507", "got no public key before the @"],
    ["https://key@o42.ingest.sentry.io", "got no project's number at the end"],
    ["https://key@o42.ingest.sentry.io/my-project", "got no project's number at the end"],
    ["https://key@o42.ingest.sentry.io/4507?x=1", "got something after the project"],
  ])("%s is refused at start with the fix: the SDK would take it and send nothing", (SENTRY_DSN, said) => {
    expect(problemsOf({ ...minimal, SENTRY_DSN })).toEqual([
      `SENTRY_DSN: expected https://PUBLIC_KEY@HOST/PROJECT, ${said}; copy it from the project's settings in Sentry (Client Keys), or remove it to run without Sentry`,
    ]);
  });
});
