import type { Permission } from "../../auth/permissions.ts";

/** A call that each permission opens, the most harmless first. */
const EXAMPLES: readonly { permission: Permission; call: string }[] = [
  { permission: "analytics:view_all", call: "/api/admin/cron-jobs" },
  { permission: "audit:view", call: "/api/admin/audit-log" },
  { permission: "retention:manage", call: "/api/admin/retention" },
  { permission: "cron:schedule", call: "/api/admin/scheduler/resume -X POST" },
  { permission: "cron:run", call: "/api/admin/cron-jobs/health-check/run -X POST" },
  { permission: "cron:state", call: "/api/admin/cron-jobs/convert-images/state" },
  {
    permission: "cron:toggle",
    call: `/api/admin/cron-jobs/health-check/toggle -H 'Content-Type: application/json' -d '{"enabled":true}'`,
  },
  {
    permission: "images:convert",
    call: `/api/convert -H 'Content-Type: application/json' -d '{"source":"r2://local/picture.jpg"}'`,
  },
];

/** A curl line that works with this key, or null when it opens none of them. */
export function keyExample(request: {
  appUrl: string;
  key: string;
  permissions: readonly Permission[];
}): string | null {
  const { appUrl, key, permissions } = request;
  const example = EXAMPLES.find(({ permission }) => permissions.includes(permission));
  return example ? `curl -H 'Authorization: Bearer ${key}' ${appUrl}${example.call}` : null;
}
