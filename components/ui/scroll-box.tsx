import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A box that scrolls by itself, named for screen readers. It takes the focus, so that the arrow keys scroll it. */
export function ScrollBox({ label, className, ...props }: { label: string } & ComponentProps<"section">) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      // Relative: what only screen readers see inside of it must not widen the page.
      className={cn("relative overflow-auto focus-visible:outline-2 focus-visible:outline-ring", className)}
      {...props}
    />
  );
}
