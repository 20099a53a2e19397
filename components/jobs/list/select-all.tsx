"use client";
import { useSyncExternalStore } from "react";
import { Checkbox } from "@/components/ui/field";
import { BULK_FORM_ID } from "./bulk-bar";

const never = () => () => undefined;

/** Ticks the boxes of all jobs that are listed. Before JavaScript one ticks them oneself. */
export function SelectAll({ label }: { label: string }) {
  const scripted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Checkbox
      aria-label={label}
      disabled={!scripted}
      onChange={({ target }) => {
        for (const box of document.querySelectorAll<HTMLInputElement>(`input[form="${BULK_FORM_ID}"][name="job"]`)) {
          box.checked = target.checked;
        }
      }}
    />
  );
}
