"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ScrollBox } from "@/components/ui/scroll-box";
import { LogLineRow } from "./log-line";
import { type LogSource, useLogLines } from "./use-log-lines";

export interface LogViewerProps extends LogSource {
  /** The line that the address leads to. */
  line: string | null;
  /** Of this page without a line, for the lines' own addresses. */
  href: string;
}

/** Nearer to the end than this counts as being there, in pixels. */
const AT_END_PX = 12;

/**
 * Log lines, oldest first, each with an address of its own. New lines come in at the end; the box goes along with them
 * only while it follows, and it stops following as soon as somebody scrolls up, marks text or came for a line.
 */
export function LogViewer({ line, href, ...source }: LogViewerProps) {
  const { isOpen } = source;
  const t = useTranslations("client.live.log");
  const lines = useLogLines(source);
  const box = useRef<HTMLElement>(null);
  const [follows, setFollows] = useState(isOpen && line === null && source.grows);
  const [marked, setMarked] = useState(line);
  /** How many lines there were when the reader last saw the end. */
  const [seen, setSeen] = useState(lines.length);
  const below = follows ? 0 : lines.length - seen;

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reacts to lines that came
  useLayoutEffect(() => {
    if (follows && !isMarking(box.current)) scrollToEnd(box.current);
  }, [lines, follows]);

  useEffect(() => {
    if (line !== null) document.getElementById(`line-${line}`)?.scrollIntoView({ block: "center" });
  }, [line]);

  const onScroll = () => {
    const atEnd = isAtEnd(box.current);
    if (atEnd) setSeen(lines.length);
    if (!atEnd && follows) {
      setFollows(false);
      setSeen(lines.length);
    }
  };
  const onLine = (id: string, address: string) => {
    history.replaceState(null, "", address);
    setMarked(id);
    setFollows(false);
    setSeen(lines.length);
  };

  return (
    <div className="relative">
      {isOpen && source.grows && (
        <div className="flex items-center justify-end gap-2 border-b border-border px-4 py-2">
          <Button
            type="button"
            size="sm"
            aria-pressed={follows}
            variant={follows ? "outline" : "ghost"}
            title={t(follows ? "followOn" : "followOff")}
            onClick={() => setFollows(!follows)}
          >
            <ArrowDown aria-hidden /> {t("follow")}
          </Button>
        </div>
      )}
      <ScrollBox
        ref={box}
        label={t("lines")}
        onScroll={onScroll}
        className="max-h-[32rem] min-h-16 overscroll-contain [overflow-anchor:none]"
      >
        <ol className="py-1 font-mono text-xs leading-relaxed">
          {lines.map((each) => (
            <LogLineRow key={each.id} line={each} isMarked={each.id === marked} href={href} onOpen={onLine} />
          ))}
        </ol>
        {lines.length === 0 && (
          <p className="px-4 py-3 text-sm text-muted-foreground">{t(isOpen ? "noneYet" : "none")}</p>
        )}
      </ScrollBox>
      {below > 0 && (
        <Button
          type="button"
          size="sm"
          variant="primary"
          className="absolute right-4 bottom-3 shadow-md"
          onClick={() => setFollows(true)}
        >
          <ArrowDown aria-hidden /> {t("below", { count: below })}
        </Button>
      )}
    </div>
  );
}

function isAtEnd(box: HTMLElement | null): boolean {
  return box === null || box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END_PX;
}

function scrollToEnd(box: HTMLElement | null): void {
  box?.scrollTo({ top: box.scrollHeight });
}

function isMarking(box: HTMLElement | null): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && (box?.contains(selection.anchorNode) ?? false);
}
