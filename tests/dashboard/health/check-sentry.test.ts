import { expect, test } from "vitest";
import { checkSentry } from "../../../lib/dashboard/health/check-sentry.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";

const target = { origin: "https://sentry.example", project: "42" };

test("the doctor says that nothing is sent where there is no DSN", () => {
  expect(checkSentry(ENGLISH, null)).toMatchObject({
    check: "sentry",
    severity: "ok",
    evidence: expect.stringContaining("SENTRY_DSN is not set"),
  });
});

test("the doctor says where reports go and how many were taken", () => {
  expect(checkSentry(ENGLISH, { ...target, state: { delivered: 3, problem: null } })).toMatchObject({
    severity: "ok",
    evidence: "project 42 at https://sentry.example; 3 reports taken since this process began",
  });
});

test("the doctor warns, with the fix, when Sentry does not take what it is sent", () => {
  expect(checkSentry(ENGLISH, { ...target, state: { delivered: 3, problem: "it answered 403" } })).toMatchObject({
    severity: "warning",
    evidence: "https://sentry.example does not take what this process sends: it answered 403; runs are not affected",
    fix: expect.stringContaining("SENTRY_DSN"),
  });
});
