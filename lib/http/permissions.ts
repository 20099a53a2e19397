/** What a signed-in person may do. `resource:action`, as the API page names them. */
export const PERMISSIONS = [
  "analytics:view_all",
  "cron:toggle",
  "cron:run",
  "cron:schedule",
  "cron:state",
  "audit:view",
  "images:convert",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ["admin", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** The one table role -> permissions: routes, pages and better-auth's access control all read it. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  operator: ["analytics:view_all", "cron:toggle", "cron:run"],
  viewer: ["analytics:view_all"],
};

export function may(role: Role | null, permission: Permission): boolean {
  return role !== null && GRANTS[role].includes(permission);
}

/** The role a stored word stands for; null (no permission at all) for any other word. */
export function roleOf(stored: string | null | undefined): Role | null {
  return ROLES.find((role) => role === stored) ?? null;
}
