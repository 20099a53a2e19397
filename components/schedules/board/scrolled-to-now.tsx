"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { ScrollBox } from "@/components/ui/scroll-box";

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
    <ScrollBox ref={box} label={label} className="focus-visible:-outline-offset-2">
      {children}
    </ScrollBox>
  );
}
