/** Counts the ids of one millisecond, so that of two runs admitted in it by one process the older sorts first. */
const sameMillisecond = { ms: -1, count: 0 };

/**
 * A UUIDv7 (RFC 9562): 48 bits of `now` in milliseconds, 12 bits that count within the millisecond, 62 random bits.
 * Waiting runs of one lock key are taken in the order of their ids.
 */
export function newRunId(now: Date, randomBytes: (count: number) => Uint8Array): string {
  const bytes = Buffer.from(randomBytes(16));
  const ms = now.getTime();
  const count = nextCount(ms, bytes.readUInt16BE(6));
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | count, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Starts each millisecond in the lower half of the 12 bits: 2,048 ids fit before the order may break. */
function nextCount(ms: number, random: number): number {
  if (sameMillisecond.ms === ms) sameMillisecond.count = (sameMillisecond.count + 1) & 0xfff;
  else Object.assign(sameMillisecond, { ms, count: random & 0x7ff });
  return sameMillisecond.count;
}
