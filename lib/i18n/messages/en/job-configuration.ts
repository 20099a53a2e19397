export const jobConfiguration = {} as const;
