export const jobState = {} as const;
