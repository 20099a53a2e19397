import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { jobs } from "../../../lib/jobs/index.ts";
import { pathOfJob, TICK_PATH } from "../../../lib/platform/platform-crons.ts";
import {
  answerWords,
  callAsPlatform,
  olderBuildWords,
  type RouteAnswer,
  type ServerAddress,
  serverAddress,
} from "../call-route.ts";
import { type Command, type CommandInput, EXIT, UsageError } from "../command.ts";
import { print, printError, printJson } from "../output.ts";

export const test: Command = {
  name: "test",
  args: ["[job...]"],
  summary: "call the routes of a running server as the platform would",
  options: {
    all: { type: "boolean", help: "every job and the tick: it runs them for real, and asks first" },
    yes: { type: "boolean", help: "do not ask; needed where nobody can answer" },
    url: { type: "string", value: "URL", help: "the server (NEXT_PUBLIC_APP_URL, else this machine's)" },
  },
  async run(input) {
    const paths = pathsOf(input);
    const server = serverAddress(input.text("url"));
    if (input.has("all") && !input.has("yes") && !(await isWanted(`${ALL_WORDS} ${server.url}`))) return EXIT.failed;
    const answers: (RouteAnswer & { path: string })[] = [];
    for (const path of paths) {
      const answer = { path, ...(await callAndTell(server, path, input.json)) };
      answers.push(answer);
    }
    if (input.json) printJson(answers);
    return answers.every(({ status }) => status !== null && status < 300) ? EXIT.ok : EXIT.failed;
  },
};

const ALL_WORDS = `this runs all ${jobs.length} jobs for real, with all that they send and change, and the tick, at`;

/** Asked on stderr: what goes to stdout may be read by a program. @throws UsageError where nobody can answer */
async function isWanted(what: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(`${what}; give --yes to do it`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D and Ctrl-C end the question without an answer: that is no.
  const ended = once(terminal, "close").then(() => "");
  try {
    const answer = await Promise.race([terminal.question(`${what}. Go on? [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** What the path of a job begins with. */
const CRON_ROUTES = pathOfJob("");

/** One after another, so that the answers of a small server are not each other's fault. */
async function callAndTell(server: ServerAddress, path: string, json: boolean): Promise<RouteAnswer> {
  const answer = await callAsPlatform(server, { path, schedule: null });
  if (!json) print(`${path}  ${answer.status ?? "no answer"}  ${answerWords(answer)}`);
  const older = olderBuildWords(server, path.slice(CRON_ROUTES.length), answer);
  if (older !== null) printError(`belfry: ${older}`);
  return answer;
}

function pathsOf(input: CommandInput): string[] {
  if (input.has("all")) return [...jobs.map(({ name }) => pathOfJob(name)), TICK_PATH];
  if (input.args.length > 0) return input.args.map((name) => pathOfJob(canonical(name)));
  throw new UsageError("name jobs, or give --all");
}

function canonical(name: string): string {
  const job = (jobs as readonly AnyJob[]).find((one) => one.name === name || one.aliases?.includes(name));
  if (job) return job.name;
  throw new UsageError(`no job is registered under "${name}"; \`npm run cron -- list\` shows them`);
}
