export const jobSchedule = {} as const;
