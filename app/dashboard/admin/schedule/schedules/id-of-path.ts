/** A schedule's id from its address. Of all that ids are made of, only the colon is written otherwise there. */
export const idOfPath = (segment: string): string => segment.replaceAll("%3A", ":");
