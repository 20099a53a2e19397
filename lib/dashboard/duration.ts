const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** Milliseconds in words of at most two units: `420 ms`, `4.2 s`, `4 m 12 s`, `3 d 2 h`. Never negative. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  if (whole < 9_950) return `${(whole / 1000).toFixed(1).replace(/\.0$/, "")} s`;
  return twoUnits(Math.round(whole / 1000) * 1000);
}

function twoUnits(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[first] ?? UNITS[3];
  const count = Math.floor(ms / size);
  const [nextUnit, nextSize] = UNITS[first + 1] ?? ["", Number.POSITIVE_INFINITY];
  const rest = Math.floor((ms - count * size) / nextSize);
  return rest > 0 ? `${count} ${unit} ${rest} ${nextUnit}` : `${count} ${unit}`;
}
