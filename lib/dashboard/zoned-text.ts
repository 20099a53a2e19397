/** Imported by the browser, too: it has the runtime's zone data and nothing else. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as a wall clock of the zone shows it: `2026-11-22 02:00`, with seconds where there are any. */
export function wallClock(at: Date, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const seconds = read("second") === "00" ? "" : `:${read("second")}`;
  return `${read("year")}-${read("month")}-${read("day")} ${read("hour")}:${read("minute")}${seconds}`;
}

/** Only the time of day: `02:00`. */
export const wallTime = (at: Date, timeZone: string): string => wallClock(at, timeZone).slice(11);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}
