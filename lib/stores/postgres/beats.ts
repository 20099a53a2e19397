import type { Beat, BeatAnswer } from "../../cron/ports/runs.ts";
import { isDataError } from "./errors.ts";
import type { Statements } from "./statements.ts";
import { beatJson } from "./wire.ts";

interface BeatRow {
  id: string;
  fence: string;
  held: boolean;
  abort_reason: "timeout" | "cancel" | "replaced" | null;
}

type BeatStatement = "beat" | "beatTasks";

/** Sends the beats of all runs, or of all tasks, of a process in one statement. */
export async function sendBeats(
  statements: Statements,
  beats: Beat[],
  statement: BeatStatement = "beat",
): Promise<BeatAnswer[]> {
  if (beats.length === 0) return [];
  try {
    const ids = beats.map((beat) => beat.runId);
    const rows = await statements.run<BeatRow>(statement, [ids, `[${beats.map(beatJson).join()}]`]);
    const answers = new Map(rows.map((row) => [`${row.id} ${row.fence}`, row]));
    return beats.map((beat) => toAnswer(beat, answers.get(`${beat.runId} ${beat.fence}`)));
  } catch (error) {
    if (!isDataError(error)) throw error;
    return sendApart(beats, { cause: error, send: (apart) => sendBeats(statements, apart, statement) });
  }
}

/** One run's bad line or note must not cost the others, or itself, the lease. */
async function sendApart(
  beats: Beat[],
  { cause, send }: { cause: unknown; send: (apart: Beat[]) => Promise<BeatAnswer[]> },
): Promise<BeatAnswer[]> {
  const [first] = beats;
  if (first && beats.length === 1) {
    if (first.lines.length === 0 && first.progress === null) throw cause;
    return send([{ ...first, lines: [], progress: null }]);
  }
  const answers: BeatAnswer[] = [];
  for (const beat of beats) answers.push(...(await send([beat])));
  return answers;
}

function toAnswer(beat: Beat, row: BeatRow | undefined): BeatAnswer {
  if (!row?.held) return { runId: beat.runId, held: false };
  return { runId: beat.runId, held: true, abort: row.abort_reason === "timeout" ? null : row.abort_reason };
}
