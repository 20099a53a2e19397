import { resolve } from "node:path";
import type { PlatformCron } from "../../../lib/platform/platform-crons.ts";
import { ROOT } from "../../support/environment.ts";
import { answerWords, callAsPlatform, type ServerAddress, serverAddress } from "../call-route.ts";
import { type Command, type CommandInput, EXIT, UsageError } from "../command.ts";
import { isoInstantOf, parseDuration } from "../instants.ts";
import { print } from "../output.ts";
import { stoppable } from "../stop-signal.ts";
import { readCrons } from "../sync-files.ts";
import { CHAOS, type Chaos, type PlannedCall, playCalls } from "../ticker/calls.ts";

const MOST_SPEED = 100_000;

export const ticker: Command = {
  name: "ticker",
  summary: "play the platform: call the routes of vercel.json on schedule, as it does",
  options: {
    url: { type: "string", value: "URL", help: "the server (NEXT_PUBLIC_APP_URL, else this machine's)" },
    at: { type: "string", value: "ISO", help: "when the schedule begins (now); the server's clock stays real" },
    speed: { type: "string", value: "N", help: "times as fast as real time (1)" },
    for: { type: "string", value: "TIME", help: "so much of the schedule: 90s, 10m, 2h, 1d (until Ctrl-C)" },
    chaos: { type: "string", value: CHAOS.join(","), help: "what goes wrong with about one call in five each" },
    seed: { type: "string", value: "TEXT", help: "the same seed, the same chaos" },
    dir: { type: "string", value: "FOLDER", help: "another checkout, for its vercel.json" },
  },
  async run(input) {
    const plan = planOf(input);
    const server = serverAddress(input.text("url"));
    const crons = cronsOf(resolve(input.text("dir") ?? ROOT));
    let failures = 0;
    const onCall = async (call: PlannedCall) => {
      if (!(await deliver(server, call, input.json))) failures += 1;
    };
    // Stopped: no more calls, the open ones are waited for.
    await stoppable((stop) => playCalls({ ...plan, crons, stop, onCall }));
    return failures === 0 ? EXIT.ok : EXIT.failed;
  },
};

function planOf(input: CommandInput) {
  const length = input.text("for");
  return {
    startAt: startOf(input.text("at")),
    speed: speedOf(input.text("speed") ?? "1"),
    lengthMs: length === null ? null : parseDuration("--for", length),
    chaos: (input.text("chaos") ?? "").split(",").filter(Boolean).map(chaosOf),
    seed: input.text("seed") ?? String(process.pid),
  };
}

/** @returns whether the server took the call */
async function deliver(server: ServerAddress, call: PlannedCall, json: boolean): Promise<boolean> {
  const { path, schedule } = call.cron;
  const answer = call.fate === "missed" ? null : await callAsPlatform(server, { path, schedule });
  if (json) print(JSON.stringify({ dueAt: call.dueAt, at: call.at, path, schedule, fate: call.fate, ...answer }));
  else print([call.at.toISOString(), path, `"${schedule}"`, call.fate, ...told(answer)].join("  "));
  return answer === null || (answer.status !== null && answer.status < 400);
}

function told(answer: Awaited<ReturnType<typeof callAsPlatform>> | null): string[] {
  return answer === null ? [] : [String(answer.status ?? "no answer"), answerWords(answer)];
}

function cronsOf(dir: string): PlatformCron[] {
  const crons = readCrons(dir);
  if (crons.length > 0) return crons;
  throw new UsageError(`${dir}/vercel.json names no crons; run \`npm run cron -- sync\` first`);
}

const startOf = (text: string | null): Date => (text === null ? new Date() : isoInstantOf("--at", text));

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && speed <= MOST_SPEED) return speed;
  throw new UsageError(`--speed: expected a number above 0 and up to ${MOST_SPEED}, got "${text}"`);
}

function chaosOf(word: string): Chaos {
  const kind = CHAOS.find((candidate) => candidate === word.trim());
  if (kind !== undefined) return kind;
  throw new UsageError(`--chaos: expected ${CHAOS.join(", ")}, separated by commas, got "${word}"`);
}
