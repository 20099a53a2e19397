import { useTranslations } from "next-intl";
import type { RunEntry } from "@/lib/dashboard/run-entry";

/** Items done of all, as far as the job knows its total. */
export function ProgressBar({ progress }: { progress: NonNullable<RunEntry["progress"]> }) {
  const { done, total, note } = progress;
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((done / total) * 100));
  const t = useTranslations("run");
  const words = useTranslations("words");
  const items = total === null ? words("number", { value: done }) : words("outOf", { part: done, whole: total });
  return (
    <div className="min-w-0">
      <div className="flex justify-between gap-3 text-xs text-muted-foreground">
        <span>
          {items}
          {note ? ` · ${note}` : ""}
        </span>
        {percent !== null && <span>{words("percent", { value: percent })}</span>}
      </div>
      {percent !== null && (
        <progress
          aria-label={t("itemsDone")}
          value={percent}
          max={100}
          className="mt-1 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-muted [&::-moz-progress-bar]:bg-status-running [&::-webkit-progress-bar]:bg-muted [&::-webkit-progress-value]:bg-status-running"
        />
      )}
    </div>
  );
}
