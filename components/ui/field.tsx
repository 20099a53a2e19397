import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";

const CONTROL =
  "h-9 w-full min-w-0 rounded-md border border-input bg-card px-3 text-sm text-foreground outline-none placeholder:text-muted-foreground focus-visible:border-ring focus-visible:ring-2 focus-visible:ring-ring/40 disabled:opacity-60";

export function Label({ className, ...props }: ComponentProps<"label">) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the caller gives htmlFor or wraps the control
    <label data-slot="label" className={cn("text-[0.8125rem] font-medium text-foreground", className)} {...props} />
  );
}

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input data-slot="input" className={cn(CONTROL, className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea data-slot="textarea" className={cn(CONTROL, "h-auto min-h-20 py-2", className)} {...props} />;
}

/** A native select: it works before JavaScript, with a keyboard and on a phone. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select data-slot="select" className={cn(CONTROL, "cursor-pointer pr-2", className)} {...props} />;
}

export function Checkbox({ className, ...props }: ComponentProps<"input">) {
  return (
    <input
      type="checkbox"
      data-slot="checkbox"
      className={cn("size-4 cursor-pointer rounded border-input accent-primary", className)}
      {...props}
    />
  );
}
