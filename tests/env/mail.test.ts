import { describe, expect, test } from "vitest";
import { ConfigurationError, parseEnv } from "../../lib/env.ts";
import { dkimKeys } from "../support/dkim.ts";

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

describe("mail", () => {
  const SMTP_URL = "smtp://belfry:hunter2@mail.example.com:587";
  const DKIM_PRIVATE_KEY = dkimKeys().privateKey;
  const signed = { SMTP_URL, MAIL_FROM: "Belfry <belfry@ops.example.com>", DKIM_SELECTOR: "s1", DKIM_PRIVATE_KEY };
  const mailOf = (source: Record<string, string>) => parseEnv({ ...minimal, ...source }).mail;

  test("comes from the address of the application unless somebody says otherwise", () => {
    const senderOf = (url: string) => mailOf({ SMTP_URL, NEXT_PUBLIC_APP_URL: url })?.from;
    expect(senderOf("https://belfry.example.com/jobs")).toEqual({
      name: "Belfry",
      address: "belfry@belfry.example.com",
    });
    expect(senderOf("http://192.0.2.1:3000")?.address).toBe("belfry@localhost");
    expect(mailOf({ SMTP_URL, MAIL_FROM: "ops@example.com" })?.from).toEqual({
      name: "Belfry",
      address: "ops@example.com",
    });
    expect(mailOf({ SMTP_URL, MAIL_FROM: '"운영 팀" <ops@example.com>' })?.from.name).toBe("운영 팀");
  });

  test("goes to the addresses of ALERT_EMAIL, each once", () => {
    const { channels } = parseEnv({
      ...minimal,
      SMTP_URL,
      ALERT_EMAIL: "ada@example.com, grace@example.com,ada@example.com",
    });
    expect(channels.alertEmail).toEqual(["ada@example.com", "grace@example.com"]);
  });

  test("is signed by a key that a file of variables holds on one line", () => {
    const source = {
      ...signed,
      DKIM_DOMAIN: "example.com",
      DKIM_PRIVATE_KEY: DKIM_PRIVATE_KEY.replaceAll("\n", "\\n"),
    };
    const expected = { domain: "example.com", selector: "s1", privateKey: DKIM_PRIVATE_KEY.trim() };
    expect(mailOf(source)?.dkim).toEqual(expected);
    expect(parseEnv({ ...minimal, ...source }).secrets.join()).toContain("PRIVATE KEY");
  });

  test.each([
    [{ ALERT_EMAIL: "ada@example.com" }, "ALERT_EMAIL: no mail leaves without SMTP_URL"],
    [{ SMTP_URL, ALERT_EMAIL: "ada@example.com;grace" }, "ALERT_EMAIL: expected addresses such as"],
    [{ SMTP_URL, MAIL_FROM: "Belfry" }, "MAIL_FROM: expected a sender such as"],
    [{ SMTP_URL, MAIL_FROM: "a@b.example\r\nBcc: <c@d.example>" }, "MAIL_FROM: expected a sender such as"],
    [signed, "DKIM_DOMAIN: is missing beside DKIM_SELECTOR, DKIM_PRIVATE_KEY; set all three or none"],
    [{ ...signed, DKIM_DOMAIN: "example.org" }, "DKIM_DOMAIN: expected ops.example.com, of which MAIL_FROM is"],
    [{ ...signed, DKIM_DOMAIN: "ample.com" }, "DKIM_DOMAIN: expected ops.example.com, of which MAIL_FROM is"],
    [{ ...signed, DKIM_DOMAIN: "example.com", MAIL_FROM: "" }, "MAIL_FROM: is missing beside DKIM_DOMAIN"],
    [
      { ...signed, DKIM_DOMAIN: "example.com", DKIM_PRIVATE_KEY: "hunter2" },
      "DKIM_PRIVATE_KEY: cannot be read as a private key",
    ],
  ])("that is half configured keeps the process from starting, with the fix: %#", (source, said) => {
    const problems = problemsOf({ ...minimal, ...source });
    expect(problems).toEqual([expect.stringContaining(said)]);
    expect(problems.join()).not.toContain("hunter2");
  });
});
