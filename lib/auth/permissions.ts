/** What a signed-in person may do. `resource:action`, as the API page names them. */
export const PERMISSIONS = [
  "analytics:view_all",
  "cron:toggle",
  "cron:run",
  "cron:schedule",
  "cron:state",
  "alerts:view",
  "alerts:steer",
  "alerts:configure",
  "audit:view",
  "images:convert",
  "retention:manage",
  "keys:manage",
  "members:manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What would let its holder make more holders: a key never has it (engine-schema rule 62). */
const NEVER_FOR_KEYS: readonly Permission[] = ["keys:manage", "members:manage"];
/** What an API key can be given. */
export const KEY_PERMISSIONS = PERMISSIONS.filter((permission) => !NEVER_FOR_KEYS.includes(permission));

export const ROLES = ["admin", "operator", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** The one table role -> permissions: routes, pages and better-auth's access control all read it. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  operator: ["analytics:view_all", "cron:toggle", "cron:run", "alerts:view", "alerts:steer"],
  viewer: ["analytics:view_all", "alerts:view"],
};

export function may(role: Role | null, permission: Permission): boolean {
  return role !== null && GRANTS[role].includes(permission);
}

/** The role a stored word stands for; null (no permission at all) for any other word. */
export function roleOf(stored: string | null | undefined): Role | null {
  return ROLES.find((role) => role === stored) ?? null;
}
