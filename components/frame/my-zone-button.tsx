"use client";
import { type ComponentProps, useSyncExternalStore } from "react";

const never = () => () => undefined;
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Chooses the browser's own zone, which only the browser knows: before JavaScript it cannot be pressed. */
export function MyZoneButton({ label, ...props }: ComponentProps<"button"> & { label: string }) {
  const zone = useSyncExternalStore(never, browserZone, () => null);
  return (
    <button type="submit" name="zone" value={zone ?? ""} disabled={zone === null} {...props}>
      {label}
    </button>
  );
}
