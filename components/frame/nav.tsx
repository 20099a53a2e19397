"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/components/ui/cn";

/** A link of the main menu. @param exact whether pages below it belong to other links */
export function NavLink({ href, exact = false, children }: { href: string; exact?: boolean; children: ReactNode }) {
  const path = usePathname();
  const current = path === href || (!exact && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex items-center gap-2.5 rounded-md px-2.5 py-2 text-sm font-medium lg:py-1.5 [&_svg]:size-4",
        current ? "bg-accent text-foreground" : "text-muted-foreground hover:bg-accent hover:text-foreground",
      )}
    >
      {children}
    </Link>
  );
}

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
