/** The expressions that people want most, by a name that the screens have words for. */
export const SCHEDULE_PRESETS = {
  every5: "*/5 * * * *",
  every30: "*/30 * * * *",
  hourly: "0 * * * *",
  every6h: "0 */6 * * *",
  daily: "0 2 * * *",
  weekdays: "0 9 * * 1-5",
  officeHours: "0 9-17 * * 1-5",
  sunday: "0 0 * * 0",
  monthly: "0 0 1 * *",
} as const;
export type SchedulePreset = keyof typeof SCHEDULE_PRESETS;
