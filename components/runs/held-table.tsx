"use client";

import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Table } from "@/components/ui/table";

export interface HeldRow {
  id: string;
  node: ReactNode;
}

/**
 * A table whose known rows are updated in place while new ones gather behind a button, as long as somebody points at
 * the table, has the focus in it or has marked text there. Otherwise new rows come in by themselves.
 */
export function HeldTable({ summary, head, rows }: { summary: ReactNode; head: ReactNode; rows: readonly HeldRow[] }) {
  const t = useTranslations("client");
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => idsOf(rows));
  const body = useRef<HTMLTableSectionElement>(null);
  const firstSeen = rows.findIndex(({ id }) => seen.has(id));
  const fresh = firstSeen === -1 ? rows.length : firstSeen;

  useEffect(() => {
    if (fresh > 0 && !isInUse(body.current)) setSeen(idsOf(rows));
  }, [fresh, rows]);

  return (
    <div className="@container">
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-2 px-4 py-2 text-sm text-muted-foreground">
        {summary}
        <span aria-live="polite">
          {fresh > 0 && (
            <Button size="sm" onClick={() => setSeen(idsOf(rows))}>
              <ArrowUp aria-hidden />
              {t("newRuns", { count: fresh })}
            </Button>
          )}
        </span>
      </div>
      <Table>
        {head}
        <tbody ref={body}>
          {rows.slice(fresh).map(({ id, node }) => (
            <Fragment key={id}>{node}</Fragment>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const idsOf = (rows: readonly HeldRow[]): ReadonlySet<string> => new Set(rows.map(({ id }) => id));

function isInUse(body: HTMLElement | null): boolean {
  if (body === null || body.childElementCount === 0) return false;
  const selection = document.getSelection();
  const marked = selection !== null && !selection.isCollapsed && body.contains(selection.anchorNode);
  return marked || body.matches(":hover") || body.contains(document.activeElement);
}
