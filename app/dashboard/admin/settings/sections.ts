import type { SettingsSection } from "@/components/settings/settings-nav";
import type { Permission } from "@/lib/auth/permissions";

/** Who may use which part of the settings. */
export const SECTIONS: readonly { section: SettingsSection; permission: Permission }[] = [
  { section: "profile", permission: "analytics:view_all" },
  { section: "members", permission: "members:manage" },
  { section: "apiKeys", permission: "keys:manage" },
  { section: "retention", permission: "retention:manage" },
  { section: "pause", permission: "cron:schedule" },
  { section: "auditLog", permission: "audit:view" },
];
