import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { formatDuration } from "@/lib/dashboard/duration";
import { heldUntil, type SlotAhead } from "@/lib/dashboard/schedule-ahead";
import type { Lane } from "@/lib/dashboard/schedule-board";
import { placeOf } from "./bar-looks";
import type { Span } from "./past-bars";
import { useSlotWords } from "./slot-words";

const FATES: Record<SlotAhead["fate"], string> = {
  expected: "h-3.5 border border-primary bg-primary/35",
  held: "h-2 border border-dashed border-status-idle",
  taken_out: "h-2 border-2 border-dashed border-status-warning",
};
const CLASHING = "h-6 border-2 border-status-warning bg-status-warning-bg";

/** What lies ahead of a schedule, each slot with the length its runs usually have. */
export function AheadBars({ lane, span, clashes }: { lane: Lane; span: Span; clashes: ReadonlySet<string> }) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const { at } = useSlotWords(lane.schedule.timezone);
  const { ahead, expectedMs, schedule } = lane;
  if (ahead.kind === "band") return <Band lane={lane} span={span} />;
  const usually = expectedMs === null ? "" : t("usually", { duration: formatDuration(words, expectedMs) });
  return ahead.slots.map((slot) => {
    const clash = slot.fate === "expected" && clashes.has(clashKey(schedule.id, slot.at));
    const told = `${at(slot.at)}: ${t(`fate.${slot.fate}`)}${usually}${clash ? t("clash") : ""}`;
    return (
      <li key={slot.at.toISOString()} title={told}>
        <span
          style={placeOf(slot.at, new Date(slot.at.getTime() + (expectedMs ?? 0)), span)}
          className={cn("absolute bottom-1 min-w-1.5 rounded-xs", clash ? CLASHING : FATES[slot.fate])}
        />
        <span className="sr-only">{told}</span>
      </li>
    );
  });
}

/** Identifies a slot among those that meet others. */
export const clashKey = (scheduleId: string, at: Date) => `${scheduleId} ${Math.floor(at.getTime() / 60_000)}`;

/** Slots that are too many to tell apart. */
function Band({ lane, span }: { lane: Lane; span: Span }) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const { ahead, holds, expectedMs } = lane;
  if (ahead.kind !== "band") return null;
  const goesOn = heldUntil(holds, span.now);
  const held = goesOn === null || goesOn > ahead.first;
  const told = t("band", { count: ahead.count, gap: formatDuration(words, ahead.gapMs) });
  const usually = expectedMs === null ? "" : t("usually", { duration: formatDuration(words, expectedMs) });
  return (
    <li title={`${told}${usually}`}>
      <span
        style={placeOf(ahead.first, ahead.until, span)}
        className={cn(
          "absolute bottom-1 flex h-5 items-center overflow-hidden rounded-xs px-1.5 text-xs whitespace-nowrap",
          held && goesOn === null
            ? "border border-dashed border-status-idle text-muted-foreground"
            : "border border-primary/60 bg-primary/10 text-foreground",
        )}
      >
        {told}
        <span className="sr-only">{held ? t("fate.held") : t("fate.expected")}</span>
      </span>
      {held && goesOn !== null && (
        <span
          style={placeOf(ahead.first, goesOn, span)}
          className="absolute bottom-1 h-5 rounded-xs border border-dashed border-status-idle bg-card"
        />
      )}
    </li>
  );
}
