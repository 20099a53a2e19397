import { describe, expect, it } from "vitest";
import { ownPath } from "../../../app/sign-in/own-path.ts";

describe("fault C2: where a sign-in leads", () => {
  it.each([
    ["/dashboard/admin", "/dashboard/admin"],
    ["/admin/cron-logs?status=failed#top", "/admin/cron-logs?status=failed#top"],
    ["/dashboard/./admin/../admin", "/dashboard/admin"],
    ["/a%2f%2fb", "/a%2f%2fb"],
  ])("%s is ours", (path, expected) => {
    expect(ownPath(path)).toBe(expected);
  });

  it.each([
    "/.//host/a",
    "/..//host",
    "/./\\host",
    "/a/..//host",
    "/%2e//host",
    "/.%2e//host",
    "/\t/host",
    "/\n//host",
    "//host",
    "/\\host",
    "\\\\host",
    "https://host/a",
    "javascript:alert(1)",
    "dashboard",
    "",
  ])("%j is not", (path) => {
    expect(ownPath(path)).toBeNull();
  });
});
