"use client";
import { useEffect, useState } from "react";

/** Time since an instant as a clock, `4:07` or `1:02:30`; it ticks by itself. @param since ISO 8601 */
export function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="font-mono tabular-nums" suppressHydrationWarning>
      {clock(now - Date.parse(since))}
    </span>
  );
}

/** Never negative: the server's clock may be ahead of the browser's. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
