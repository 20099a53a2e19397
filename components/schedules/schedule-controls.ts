import type { FormAction } from "@/components/shell/action-form";

/** What the person may do with schedules; null where they may not, and then no control is shown at all. */
export interface ScheduleControls {
  run: FormAction;
  skip: FormAction;
  pause: FormAction;
  resume: FormAction;
  /** Of the page, for forms that begin a run: a double click makes one. */
  requestKey: () => string;
}
