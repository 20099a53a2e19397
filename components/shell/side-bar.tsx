"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

/** What opens it on narrow screens names it by this. */
export const SIDE_BAR_ID = "side-bar";

/**
 * Beside the page on wide screens; on narrow ones a drawer, which opens before JavaScript, too: it is a popover. With
 * JavaScript it closes when another page comes.
 */
export function SideBar({ children }: { children: ReactNode }) {
  const path = usePathname();
  const bar = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it reacts to
  useEffect(() => bar.current?.hidePopover?.(), [path]);

  return (
    <aside
      ref={bar}
      id={SIDE_BAR_ID}
      popover="auto"
      className="m-0 h-dvh max-h-none w-72 max-w-[85vw] flex-col gap-4 overflow-y-auto border-r border-border bg-card px-3 py-5 text-foreground shadow-xl backdrop:bg-black/40 open:flex lg:sticky lg:top-0 lg:flex lg:w-auto lg:shadow-none"
    >
      {children}
    </aside>
  );
}
