"use client";
import { useEffect, useRef, useState } from "react";
import { useKept } from "@/components/forms/kept-field";

const FIELD = "timezone";

/** The zone that the form around it names; it follows the field while that is typed in, before its script came, too. */
export function ZoneName({ initial }: { initial: string }) {
  const sent = useKept(FIELD, initial);
  const place = useRef<HTMLSpanElement>(null);
  const [typed, setTyped] = useState<{ since: string; zone: string } | null>(null);
  useEffect(() => {
    const form = place.current?.closest("form");
    const follow = () => {
      const field = form?.elements.namedItem(FIELD);
      if (field instanceof HTMLInputElement) setTyped({ since: sent, zone: field.value });
    };
    follow();
    form?.addEventListener("input", follow);
    return () => form?.removeEventListener("input", follow);
  }, [sent]);
  const zone = typed?.since === sent ? typed.zone : sent;
  return <span ref={place}>{zone.trim() || "UTC"}</span>;
}
