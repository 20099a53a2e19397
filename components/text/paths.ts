import { isStorable } from "@/lib/cron/words/storable-text";

/** The addresses of the screens. */
export const OVERVIEW_PATH = "/dashboard/admin";
export const JOBS_PATH = "/dashboard/admin/cron-jobs";
export const RUNS_PATH = "/admin/cron-logs";
export const SCHEDULE_PATH = "/dashboard/admin/schedule";
export const HEALTH_PATH = "/dashboard/admin/health";
export const SETTINGS_PATH = "/dashboard/admin/settings";
export const API_DOCS_PATH = "/docs/api";
export const operationPath = (id: string) => `${API_DOCS_PATH}/${id}`;

export const jobPath = (name: string) => `${JOBS_PATH}/${name}`;
/** The tabs of a job's page; the first is the page's own address. */
const JOB_TABS = ["overview", "runs", "schedule", "state", "configuration", "audit"] as const;
export type JobTab = (typeof JOB_TABS)[number];
export const jobTabPath = (name: string, tab: JobTab) =>
  tab === "overview" ? jobPath(name) : `${jobPath(name)}/${tab}`;
export const runJobPath = (name: string) => `${JOBS_PATH}/${name}/run`;
export const runPath = (id: string) => `${RUNS_PATH}/${id}`;

export const NEW_SCHEDULE_PATH = `${SCHEDULE_PATH}/new`;
export const schedulePath = (id: string) => `${SCHEDULE_PATH}/schedules/${id}`;
export const editSchedulePath = (id: string) => `${schedulePath(id)}/edit`;

export const CALLS_PATH = `${HEALTH_PATH}/calls`;
/** The entry of docs/troubleshooting.md that explains a finding. */
export const helpPath = (entry: string) => `${HEALTH_PATH}/help#${entry}`;

export const ALERTS_PATH = "/dashboard/admin/alerts";
export const incidentPath = (id: string) => `${ALERTS_PATH}/${id}`;
export const SILENCES_PATH = `${ALERTS_PATH}/silences`;
export const ALERT_RULES_PATH = `${ALERTS_PATH}/rules`;
export const CHANNELS_PATH = `${ALERTS_PATH}/channels`;
export const channelPath = (id: string) => `${CHANNELS_PATH}/${id}`;
export const DELIVERIES_PATH = `${ALERTS_PATH}/messages`;

export const PROFILE_PATH = `${SETTINGS_PATH}/profile`;
export const MEMBERS_PATH = `${SETTINGS_PATH}/members`;
export const API_KEYS_PATH = `${SETTINGS_PATH}/api-keys`;
export const RETENTION_PATH = `${SETTINGS_PATH}/retention`;
export const PAUSE_PATH = `${SETTINGS_PATH}/pause`;
export const AUDIT_PATH = `${SETTINGS_PATH}/audit-log`;

export type SearchParams = Record<string, string | string[] | undefined>;

/** `path` with the given view state; null, "" and undefined leave a key out, so that a plain view has a plain address. */
export function hrefOf(path: string, params: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") query.set(key, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The first value of each search parameter; one that nothing could keep or find is dropped like a key nobody knows. */
export function firstValues(params: SearchParams): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined || !isStorable(first) ? [] : [[key, first]];
    }),
  );
}
