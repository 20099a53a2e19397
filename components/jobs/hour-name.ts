import { useTranslations } from "next-intl";
import type { WallHour } from "@/lib/dashboard/wall-hours";
import { wallClock } from "@/lib/dashboard/zoned-text";

/** An hour by its begin: "2026-11-01 01:00 America/New_York, the second time". */
export function useHourName({ at, again }: Pick<WallHour, "at" | "again">, zone: string): string {
  const t = useTranslations("job.calendar");
  const hour = `${wallClock(at, zone)} ${zone}`;
  return again ? t("again", { hour }) : hour;
}
