import { BoundedCache } from "../../cron/words/bounded-cache.ts";
/** What a person may see instants in: UTC, the zone of the job they belong to, or their own. */
export const ZONE_CHOICES = ["utc", "job", "mine"] as const;
type ZoneChoice = (typeof ZONE_CHOICES)[number];

/**
 * The zone of a screen on which every instant is shown in its own job's zone. It means UTC wherever no job is known, and
 * it is a name of its own because a screen is given one zone and nothing else.
 */
const JOB_ZONE = "Etc/UTC";

/** The zone of a screen from what was kept of the choice: "utc", "job" or a zone's name. Anything else is UTC. */
export function screenZone(kept: string | undefined): string {
  if (kept === "job") return JOB_ZONE;
  return kept !== undefined && kept !== "utc" && isZone(kept) ? kept : "UTC";
}

/** Which choice a screen's zone stands for. */
export function choiceOf(zone: string): ZoneChoice {
  if (zone === JOB_ZONE) return "job";
  return zone === "UTC" ? "utc" : "mine";
}

/** The zone in which an instant is shown. @param jobZone of the job that it belongs to, if there is one */
export function shownZone(zone: string | undefined, jobZone: string | undefined): string {
  if (zone === JOB_ZONE) return jobZone ?? "UTC";
  return zone ?? "UTC";
}

/** Whether it names a time zone that this server can compute with. */
export function isZone(name: string): boolean {
  try {
    return formatterOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** The exact instant for people: `2026-11-21 17:03:00 Asia/Seoul`. */
export function exactIn(at: Date, zone: string): string {
  const known = isZone(zone) ? zone : "UTC";
  return `${formatterOf(known).format(at)} ${known}`;
}

const FORMATTERS = new BoundedCache<Intl.DateTimeFormat>(100);

/** Making one takes a hundred times as long as using it. Swedish writes dates as ISO 8601 does. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "medium" } as const;
  return FORMATTERS.get(zone.toLowerCase(), () => new Intl.DateTimeFormat("sv-SE", options));
}

/** Imported by the browser, too: it has the runtime's zone data and nothing else. */

const formats = new BoundedCache<Intl.DateTimeFormat>(100);

/**
 * An instant as a wall clock of the zone shows it: `2026-11-22 02:00`, with seconds where there are any. UTC where this
 * runtime lacks the zone.
 */
export function wallClock(at: Date, timeZone: string): string {
  const parts = new Map(
    formatOf(isZone(timeZone) ? timeZone : "UTC")
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const seconds = read("second") === "00" ? "" : `:${read("second")}`;
  return `${read("year").padStart(4, "0")}-${read("month")}-${read("day")} ${read("hour")}:${read("minute")}${seconds}`;
}

/** Only the time of day: `02:00`. */
export const wallTime = (at: Date, timeZone: string): string => wallClock(at, timeZone).slice(11);

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return formats.get(
    timeZone.toLowerCase(),
    () =>
      new Intl.DateTimeFormat("en-CA", {
        timeZone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
  );
}
