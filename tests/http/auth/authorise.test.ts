import { describe, expect, it } from "vitest";
import { checkOrigin } from "../../../lib/http/auth/authorise.ts";

const APP = "https://belfry.example.com";

const check = (method: string, headers: Record<string, string>) => () =>
  checkOrigin(new Request(`${APP}/api/admin/x`, { method, headers: { host: "127.0.0.1:3000", ...headers } }), APP);

describe("checkOrigin", () => {
  it("lets the application's own pages change things, under its public name and under the name of the request", () => {
    expect(check("POST", { origin: APP })).not.toThrow();
    expect(check("DELETE", { origin: "http://127.0.0.1:3000" })).not.toThrow();
  });

  it.each([
    ["another site", { origin: "https://evil.example.com" }],
    ["a site whose name begins like ours", { origin: "https://belfry.example.com.evil.com" }],
    ["our own name in the clear (fault C11)", { origin: "http://belfry.example.com" }],
    ["another name in the clear", { origin: "http://other.example.com", host: "other.example.com" }],
    ["a sandboxed page", { origin: "null" }],
    ["a request without Origin", {}],
  ])("refuses %s", (_what, headers) => {
    expect(check("POST", headers)).toThrow(
      expect.objectContaining({ fields: expect.objectContaining({ status: 403 }) }),
    );
  });

  it("does not look at reads", () => {
    expect(check("GET", {})).not.toThrow();
  });
});
