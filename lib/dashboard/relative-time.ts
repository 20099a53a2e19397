const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where `at` lies from `now`, in words: "just now", "12 s ago", "in 3 h", and beyond 30 days the date in UTC. */
export function relativeWords(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 5) return seconds > 0 ? "now" : "just now";
  if (distance >= 30 * DAY) return at.toISOString().slice(0, 10);
  const words = inUnits(distance);
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** The exact instant for people: `2026-11-21 08:03:00 UTC`. */
export function exactUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function inUnits(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}
