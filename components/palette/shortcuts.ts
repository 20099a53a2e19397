import {
  HEALTH_PATH,
  JOBS_PATH,
  OVERVIEW_PATH,
  RUNS_PATH,
  SCHEDULE_PATH,
  SETTINGS_PATH,
} from "@/components/shell/paths";

/** The screens that a g and a letter lead to. */
export const SCREEN_KEYS = [
  { key: "o", screen: "overview", href: OVERVIEW_PATH },
  { key: "j", screen: "jobs", href: JOBS_PATH },
  { key: "r", screen: "runs", href: RUNS_PATH },
  { key: "s", screen: "schedule", href: SCHEDULE_PATH },
  { key: "h", screen: "health", href: HEALTH_PATH },
  { key: "e", screen: "settings", href: SETTINGS_PATH },
] as const;
