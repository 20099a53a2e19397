import { describe, expect, it } from "vitest";
import { access } from "../../lib/auth/auth.ts";
import { GRANTS, may, PERMISSIONS, ROLES, roleOf } from "../../lib/auth/permissions.ts";

describe("permissions", () => {
  it("gives admins everything, operators view, run, toggle and what is done about alerts, viewers the view", () => {
    expect(GRANTS.admin).toEqual(PERMISSIONS);
    expect(GRANTS.operator).toEqual(["analytics:view_all", "cron:toggle", "cron:run", "alerts:view", "alerts:steer"]);
    expect(GRANTS.viewer).toEqual(["analytics:view_all", "alerts:view"]);
  });

  it("gives nothing to a word that is no role", () => {
    for (const word of [null, undefined, "", "owner", "constructor", "admin,viewer", "Admin"]) {
      expect(may(roleOf(word), "analytics:view_all")).toBe(false);
    }
  });

  it("is what better-auth's access control knows too", () => {
    for (const role of ROLES) {
      for (const permission of PERMISSIONS) {
        const [resource = "", action = ""] = permission.split(":");
        const { success } = access.roles[role].authorize({ [resource]: [action] });
        expect([role, permission, success]).toEqual([role, permission, may(role, permission)]);
      }
    }
  });
});
