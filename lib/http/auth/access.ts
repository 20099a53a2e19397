import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements } from "better-auth/plugins/admin/access";
import { GRANTS, PERMISSIONS, type Permission } from "../permissions.ts";

/** Our permissions as better-auth's statements: `cron:run` is the action `run` of the resource `cron`. */
const control = createAccessControl({ ...defaultStatements, ...byResource(PERMISSIONS) });

/** The access control of the admin plugin, made from the one table in permissions.ts. Only admins manage people. */
export const access = {
  ac: control,
  roles: {
    admin: control.newRole({ ...adminAc.statements, ...byResource(GRANTS.admin) }),
    operator: control.newRole(byResource(GRANTS.operator)),
    viewer: control.newRole(byResource(GRANTS.viewer)),
  },
};

function byResource(permissions: readonly Permission[]): Record<string, string[]> {
  const statements: Record<string, string[]> = {};
  for (const permission of permissions) {
    const [resource = "", action = ""] = permission.split(":");
    statements[resource] = [...(statements[resource] ?? []), action];
  }
  return statements;
}
