"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "@/components/ui/button";

/** A button that sends its form once: while the answer is awaited it stays focused but does nothing. */
export function SubmitButton(props: Omit<ButtonProps, "type" | "asChild">) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      {...props}
    />
  );
}
