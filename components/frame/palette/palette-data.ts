import {
  ALERTS_PATH,
  HEALTH_PATH,
  JOBS_PATH,
  OVERVIEW_PATH,
  RUNS_PATH,
  SCHEDULE_PATH,
  SETTINGS_PATH,
} from "@/components/text/paths";
import type { JobSwitches } from "@/lib/dashboard/jobs/job-switches";

type Choose = (form: FormData) => Promise<void>;

/** What the palette knows and may do: nothing in it is beyond the person's role. */
export interface PaletteData {
  jobs: readonly JobSwitches[];
  mayRun: boolean;
  mayToggle: boolean;
  setZone: Choose;
  setTheme: Choose;
  setLanguage: Choose;
}

/** The screens that a g and a letter lead to. */
export const SCREEN_KEYS = [
  { key: "o", screen: "overview", href: OVERVIEW_PATH },
  { key: "j", screen: "jobs", href: JOBS_PATH },
  { key: "r", screen: "runs", href: RUNS_PATH },
  { key: "s", screen: "schedule", href: SCHEDULE_PATH },
  { key: "a", screen: "alerts", href: ALERTS_PATH },
  { key: "h", screen: "health", href: HEALTH_PATH },
  { key: "e", screen: "settings", href: SETTINGS_PATH },
] as const;
