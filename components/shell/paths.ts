/** The addresses of the screens. */
export const OVERVIEW_PATH = "/dashboard/admin";
export const JOBS_PATH = "/dashboard/admin/cron-jobs";
export const RUNS_PATH = "/admin/cron-logs";
export const SCHEDULE_PATH = "/dashboard/admin/schedule";
export const HEALTH_PATH = "/dashboard/admin/health";
export const SETTINGS_PATH = "/dashboard/admin/settings";

export const jobPath = (name: string) => `${JOBS_PATH}/${name}`;
export const runJobPath = (name: string) => `${JOBS_PATH}/${name}/run`;
export const runPath = (id: string) => `${RUNS_PATH}/${id}`;
