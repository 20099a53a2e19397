import type { HeldRun, Leased } from "./held-run.ts";
import type { SendBeats } from "./keeper.ts";
import type { EngineParts } from "./parts.ts";
import type { LogLine, Progress } from "./ports.ts";

/** How long an outcome waits for a database that is away, and how often it knocks. */
const PATIENCE_MS = 300_000;
const PAUSE_MS = 500;

/** What goes with an outcome. `bare`: the database refused the content, so the payload is to be left out. */
export interface Telling {
  lines: LogLine[];
  progress: Progress | null;
  lagMs: number;
  bare: boolean;
}

/**
 * Writes an outcome; while the database is away it is kept and dated back by the time it waited. What the database
 * refuses for its content is written once more without the payload: the ending matters more than its details.
 */
export async function writeOutcome<Run extends Leased, Answer>(
  parts: EngineParts,
  { held, beat, write }: { held: HeldRun<Run>; beat: SendBeats; write: (telling: Telling) => Promise<Answer> },
): Promise<Answer> {
  const beganMs = parts.clock.monotonicMs();
  let bare = false;
  let news: Pick<Telling, "lines" | "progress"> | null = null;
  for (;;) {
    const lagMs = Math.round(parts.clock.monotonicMs() - beganMs);
    try {
      await sendSpare(parts, held, beat);
      news ??= { lines: held.takeLines(), progress: held.takeProgress() };
      return await write({ ...(bare ? { lines: [], progress: null } : news), lagMs, bare });
    } catch (error) {
      parts.events.emit({ type: "store_failed", operation: "finish", error });
      const away = parts.isStoreUnavailable(error);
      if (away ? lagMs > PATIENCE_MS : bare) throw error;
      held.owesOutcome = away;
      if (away) await parts.clock.sleep(PAUSE_MS);
      else bare = true;
    }
  }
}

/** What an outcome does not carry goes ahead in beats of its own. @throws when the store is away, with nothing lost */
async function sendSpare<Run extends Leased>(parts: EngineParts, held: HeldRun<Run>, send: SendBeats): Promise<void> {
  while (held.hasSpare) {
    const beat = held.takeBeat(null);
    try {
      await send([beat]);
    } catch (error) {
      if (parts.isStoreUnavailable(error)) {
        held.putBack(beat);
        throw error;
      }
      parts.events.emit({ type: "store_failed", operation: "log lines", error });
    }
  }
}
