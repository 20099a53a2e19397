"use client";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useLiveSignals, useLiveSwitch } from "@/components/live/live";
import { hrefOf } from "@/components/text/paths";
import type { LogLineView, RunLog } from "@/lib/dashboard/runs/run-log";

/** A line as it comes over the wire. */
export type ShownLine = Omit<LogLineView, "at"> & { at: string };

export interface LogSource {
  runId: string;
  /** The part that came with the page. */
  first: { lines: readonly ShownLine[]; nextCursor: string | null };
  /** Whether further lines come in by themselves: the part reaches to the end of what there is. */
  grows: boolean;
  /** Whether lines may still be written. */
  isOpen: boolean;
  filter: { level?: string | undefined; q?: string | undefined };
}

/** The lines of a run's log: those that came with the page, then those that are written meanwhile. */
export function useLogLines({ runId, first, grows, isOpen, filter }: LogSource): readonly ShownLine[] {
  const [lines, setLines] = useState(first.lines);
  const cursor = useRef(first.nextCursor);
  const reading = useRef<{ again: boolean } | null>(null);
  const on = useLiveSwitch().isOn && grows;

  const read = useEffectEvent(async () => {
    if (reading.current) {
      reading.current.again = true;
      return;
    }
    const turn = { again: true };
    reading.current = turn;
    while (turn.again) {
      turn.again = false;
      const part = await readAfter({ runId, cursor: cursor.current, filter });
      if (part === null) break;
      cursor.current = part.nextCursor;
      if (part.lines.length > 0) setLines((before) => [...before, ...part.lines]);
      turn.again ||= part.more;
    }
    reading.current = null;
  });

  useLiveSignals(on && isOpen, (signal) => {
    if (!("run" in signal) || signal.run.id === runId) void read();
  });
  // The page may have been read again for another reason and know of more: also where no feed reaches.
  useEffect(() => {
    if (on && first.nextCursor !== cursor.current) void read();
  }, [on, first.nextCursor]);

  return lines;
}

interface WireLog extends Omit<RunLog, "lines"> {
  lines: ShownLine[];
}

/** The lines after the cursor, or null when they cannot be read now; the next signal asks again. */
async function readAfter(
  ask: Pick<LogSource, "runId" | "filter"> & { cursor: string | null },
): Promise<WireLog | null> {
  const path = `/api/admin/runs/${ask.runId}/log`;
  const answer = await fetch(hrefOf(path, { ...ask.filter, cursor: ask.cursor, limit: 500 })).catch(() => null);
  return answer?.ok ? ((await answer.json()) as WireLog) : null;
}
