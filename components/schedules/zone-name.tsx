"use client";

import { useEffect, useRef, useState } from "react";
import { useKept } from "@/components/shell/kept-field";

const FIELD = "timezone";

/** The zone that the form around it names; it follows the field while that is typed in. */
export function ZoneName({ initial }: { initial: string }) {
  const sent = useKept(FIELD, initial);
  const place = useRef<HTMLSpanElement>(null);
  const [typed, setTyped] = useState<{ since: string; zone: string } | null>(null);
  useEffect(() => {
    const form = place.current?.closest("form");
    const onInput = ({ target }: Event) => {
      if (target instanceof HTMLInputElement && target.name === FIELD) setTyped({ since: sent, zone: target.value });
    };
    form?.addEventListener("input", onInput);
    return () => form?.removeEventListener("input", onInput);
  }, [sent]);
  const zone = typed?.since === sent ? typed.zone : sent;
  return <span ref={place}>{zone.trim() || "UTC"}</span>;
}
