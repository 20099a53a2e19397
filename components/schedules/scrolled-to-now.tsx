"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** A box that scrolls by itself and, where it is too narrow for all, begins a little before now. */
export function ScrolledToNow(props: { label: string; percent: number; children: ReactNode }) {
  const { label, percent, children } = props;
  const box = useRef<HTMLElement>(null);
  const begin = useRef(percent);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const hidden = current.scrollWidth - current.clientWidth;
    current.scrollLeft = Math.min(hidden, (current.scrollWidth * begin.current) / 100 - current.clientWidth / 3);
  }, []);
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-ring"
    >
      {children}
    </section>
  );
}
