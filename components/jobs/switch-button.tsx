"use client";

import { useFormStatus } from "react-dom";
import { cn } from "@/components/ui/cn";

/** A switch that submits its form. It never shows a state that the server has not confirmed: meanwhile it is busy. */
export function SwitchButton({ on, label, title }: { on: boolean; label: string; title: string }) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-busy={pending}
      aria-disabled={pending}
      title={title}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className={cn(
        "inline-flex h-6 w-10 shrink-0 cursor-pointer items-center rounded-full border px-0.5 transition-colors focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-ring",
        on ? "border-primary bg-primary" : "border-muted-foreground bg-muted-foreground/25",
        pending && "opacity-60",
      )}
    >
      <span
        aria-hidden
        className={cn(
          "size-4.5 rounded-full transition-transform",
          on ? "translate-x-4 bg-card" : "bg-muted-foreground",
        )}
      />
    </button>
  );
}
