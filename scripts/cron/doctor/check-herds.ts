import { type Finding, ok, warning } from "../../../lib/dashboard/health/finding.ts";
import type { Herd, Meetings, Overlap } from "../../../lib/dashboard/schedules/schedule-herds.ts";
import { exactUtc, formatDuration } from "../../../lib/dashboard/words/duration.ts";
import { wallTime } from "../../../lib/dashboard/words/zone.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";

/** The starts of the next day that meet, as the Schedule page shows them. */
export function checkHerds({ herds, overlaps }: Pick<Meetings, "herds" | "overlaps">): Finding[] {
  const found = [...herds.map(ofHerd), ...overlaps.map(ofOverlap)];
  return found.length > 0 ? found : [ok("herds", "no crowds and no overlaps in the next day")];
}

function ofHerd({ at, times, members, moves, spreadSeconds }: Herd): Finding {
  const names = members.map(({ scheduleId }) => nameOf(scheduleId)).join(", ");
  const allDay = "they start all day long: let one of them start less often";
  const elsewhere = moves.map((move) => `${nameOf(move.scheduleId)} to ${wallTime(move.at, "UTC")}`).join(", ");
  return warning({
    check: "herds",
    evidence: `${members.length} schedules start at ${exactUtc(at)}${timesWords(times)}: ${names}`,
    fix:
      moves.length === 0 ? allDay : `move ${elsewhere} (UTC), or give their jobs a spreadSeconds of ${spreadSeconds}`,
    entry: "slow",
  });
}

function ofOverlap({ first, second, times }: Overlap): Finding {
  const usual = formatDuration(ENGLISH, first.expectedMs ?? 0);
  return warning({
    check: "overlaps",
    evidence:
      `${nameOf(second.scheduleId)} starts at ${exactUtc(second.at)}${timesWords(times)} while ` +
      `${nameOf(first.scheduleId)} is likely to run still: it usually takes ${usual}`,
    fix: "move one of them, or choose what the later one does with the job's overlap policy",
    entry: "runs-twice-or-overlaps",
  });
}

const timesWords = (times: number) => (times > 1 ? ` (${times} times in the next day)` : "");

/** Of what the code declares, the job's name says all. */
const nameOf = (scheduleId: string) => scheduleId.replace(/^job:/, "");
