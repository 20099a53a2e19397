import type { JobSwitches } from "@/lib/dashboard/job-switches";

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
