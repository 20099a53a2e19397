import type { RunEntry } from "@/lib/dashboard/run-entry";

/** Items done of all, as far as the job knows its total. */
export function ProgressBar({ progress }: { progress: NonNullable<RunEntry["progress"]> }) {
  const { done, total, note } = progress;
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((done / total) * 100));
  const words = `${done.toLocaleString("en")}${total === null ? "" : ` of ${total.toLocaleString("en")}`}`;
  return (
    <div className="min-w-0">
      <div className="flex justify-between gap-3 text-xs text-muted-foreground">
        <span>
          {words}
          {note ? ` · ${note}` : ""}
        </span>
        {percent !== null && <span>{percent} %</span>}
      </div>
      {percent !== null && (
        <div
          role="progressbar"
          aria-label="Items done"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mt-1 h-1.5 overflow-hidden rounded-full bg-muted"
        >
          <div className="h-full rounded-full bg-status-running" style={{ width: `${percent}%` }} />
        </div>
      )}
    </div>
  );
}
