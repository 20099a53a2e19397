"use client";
import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { expectsRows } from "@/components/text/expected-rows";
import { Button } from "@/components/ui/button";
import { Table } from "@/components/ui/table";

export interface HeldRow {
  id: string;
  node: ReactNode;
}

interface HeldTableProps {
  /** What the rows are together; it counts those that are shown. */
  summary: ReactNode;
  head: ReactNode;
  rows: readonly HeldRow[];
}

/**
 * A table whose rows keep their places. Those that are shown are updated where they are; new ones gather behind a
 * button, and none leaves, until the person asks for it. Only what they have just begun comes in by itself.
 */
export function HeldTable({ summary, head, rows }: HeldTableProps) {
  const t = useTranslations("client.live");
  const [held, setHeld] = useState({ told: rows, shown: rows, summary });
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = held.told === rows ? held.shown : updated(held.shown, rows);
  const fresh = rows.filter(({ id }) => !hasRow(shown, id)).length;
  const gone = shown.some(({ id }) => !hasRow(rows, id));
  if (held.told !== rows) setHeld({ told: rows, shown, summary: fresh > 0 || gone ? held.summary : summary });

  const showAll = () => setHeld({ told: rows, shown: rows, summary });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reacts to what came
  useEffect(() => {
    if ((fresh > 0 && expectsRows()) || (gone && fresh === 0 && !isInUse(body.current))) showAll();
  }, [rows]);

  return (
    <div className="@container">
      <div className="z-5 flex min-h-12 flex-wrap items-center justify-between gap-2 bg-card px-4 py-2 text-sm text-muted-foreground lg:sticky lg:top-0">
        {held.summary}
        <span aria-live="polite">
          {(fresh > 0 || gone) && (
            <Button size="sm" variant={fresh > 0 ? "primary" : "outline"} onClick={showAll}>
              <ArrowUp aria-hidden />
              {fresh > 0 ? t("newRuns", { count: fresh }) : t("changed")}
            </Button>
          )}
        </span>
      </div>
      <Table className="transition-opacity group-aria-busy/list:opacity-50">
        {head}
        <tbody ref={body}>
          {shown.map(({ id, node }) => (
            <Fragment key={id}>{node}</Fragment>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const hasRow = (rows: readonly HeldRow[], id: string): boolean => rows.some((row) => row.id === id);

/** The rows that are shown, each as it was told last. */
function updated(shown: readonly HeldRow[], told: readonly HeldRow[]): readonly HeldRow[] {
  const latest = new Map(told.map((row) => [row.id, row]));
  return shown.map((row) => latest.get(row.id) ?? row);
}

function isInUse(body: HTMLElement | null): boolean {
  if (body === null || body.childElementCount === 0) return false;
  const selection = document.getSelection();
  const marked = selection !== null && !selection.isCollapsed && body.contains(selection.anchorNode);
  return marked || body.matches(":hover") || body.contains(document.activeElement);
}
