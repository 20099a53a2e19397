import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { exactUtc } from "@/lib/dashboard/relative-time";
import type { LogLineView } from "@/lib/dashboard/run-log";

const LEVELS: Record<LogLineView["level"], string> = {
  debug: "text-muted-foreground",
  info: "text-status-running",
  warn: "text-status-warning",
  error: "text-status-failed",
};

/** Log lines, oldest first, each with an address of its own. The box never scrolls by itself. */
export function LogLines({ lines }: { lines: readonly LogLineView[] }) {
  const t = useTranslations("run");
  return (
    <section
      aria-label={t("logLines")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[32rem] overflow-auto focus-visible:outline-2 focus-visible:outline-ring"
    >
      <ol className="py-1 font-mono text-xs leading-relaxed">
        {lines.map((line) => (
          <li
            key={line.id}
            id={`line-${line.id}`}
            className="flex gap-3 px-4 py-0.5 target:bg-accent hover:bg-accent/60"
          >
            <a
              href={`#line-${line.id}`}
              title={exactUtc(line.at)}
              className="shrink-0 text-muted-foreground hover:underline"
            >
              <time dateTime={line.at.toISOString()}>{line.at.toISOString().slice(11, 23)}</time>
            </a>
            <span className={cn("w-10 shrink-0 font-semibold uppercase", LEVELS[line.level])}>{line.level}</span>
            <span className="min-w-0 wrap-anywhere">
              {line.message}
              <Fields fields={line.fields} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Fields({ fields }: { fields: LogLineView["fields"] }) {
  if (fields === null || typeof fields !== "object" || Object.keys(fields).length === 0) return null;
  const words = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return <span className="text-muted-foreground"> {words.join(" ")}</span>;
}
