import { memo } from "react";
import { cn } from "@/components/ui/cn";
import type { ShownLine } from "./use-log-lines";

const LEVELS: Record<ShownLine["level"], string> = {
  debug: "text-muted-foreground",
  info: "text-status-running",
  warn: "text-status-warning",
  error: "text-status-failed",
};

interface LogLineProps {
  line: ShownLine;
  isMarked: boolean;
  /** Of the page that shows the log. */
  href: string;
  onOpen(id: string, address: string): void;
}

/** One line with its own address. It may be one of 10,000, so it is drawn again only when it changes. */
export const LogLineRow = memo(
  function LogLine({ line, isMarked, href, onOpen }: LogLineProps) {
    const address = `${href}${href.includes("?") ? "&" : "?"}line=${line.id}#line-${line.id}`;
    return (
      <li
        id={`line-${line.id}`}
        aria-current={isMarked ? "location" : undefined}
        className={cn(
          "flex gap-x-3 px-4 py-0.5 hover:bg-accent/60 max-sm:flex-wrap",
          isMarked && "bg-status-warning-bg",
        )}
      >
        <a
          href={address}
          title={line.at}
          className="shrink-0 text-muted-foreground hover:underline"
          onClick={(event) => {
            event.preventDefault();
            onOpen(line.id, address);
          }}
        >
          <time dateTime={line.at}>{line.at.slice(11, 23)}</time>
        </a>
        <span className={cn("w-10 shrink-0 font-semibold uppercase", LEVELS[line.level])}>{line.level}</span>
        <span className="min-w-0 wrap-anywhere max-sm:basis-full">
          {line.message}
          <Fields fields={line.fields} />
        </span>
      </li>
    );
  },
  (before, after) => before.line === after.line && before.isMarked === after.isMarked,
);

function Fields({ fields }: { fields: ShownLine["fields"] }) {
  if (fields === null || typeof fields !== "object" || Object.keys(fields).length === 0) return null;
  const words = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return <span className="text-muted-foreground"> {words.join(" ")}</span>;
}
