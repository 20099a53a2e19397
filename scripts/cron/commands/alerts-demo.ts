import { setTimeout as sleep } from "node:timers/promises";
import { incidentLink } from "../../../lib/alerts/words/links.ts";
import { steerIncident } from "../../../lib/commands/incidents.ts";
import { NonRetryableError } from "../../../lib/cron/words/errors.ts";
import { runAndWait } from "../../../lib/http/answers/started-runs.ts";
import { jobs } from "../../../lib/jobs/index.ts";
import { type DemoServer, startDemoServer } from "../../support/demo-server.ts";
import { type InboxMail, type MailInbox, openMailInbox } from "../../support/mail-inbox.ts";
import { type Command, EXIT } from "../command.ts";
import { type Connection, connected } from "../connect.ts";
import { print } from "../output.ts";
import { stoppable } from "../stop-signal.ts";

export const alertsDemo: Command = {
  name: "alerts demo",
  summary: "see a first alert: a job fails until you acknowledge it; its mail, its incident, its recovery",
  options: { ack: { type: "boolean", help: "acknowledge it by itself, and end after the recovery" } },
  run: (input) =>
    stoppable(async (stop) => {
      const inbox = await openMailInbox();
      try {
        await onServer(inbox, { stop, byItself: input.has("ack") });
      } catch (error) {
        if (!stop.aborted) throw error;
      } finally {
        await inbox.close();
      }
      return EXIT.ok;
    }),
};

interface Demo {
  /** Ctrl-C. */
  stop: AbortSignal;
  /** Nobody is there to acknowledge. */
  byItself: boolean;
}

async function onServer(inbox: MailInbox, demo: Demo): Promise<void> {
  print("Starting Belfry beside yours, with a database and an inbox of its own. It takes some seconds ...");
  const server = await startDemoServer({ SMTP_URL: inbox.smtpUrl }, demo.stop);
  try {
    const play = (connection: Connection) => playAlert(connection, { ...demo, server, inbox });
    await connected(play, { logs: "silent", jobs: played });
  } finally {
    await server.remove();
    print("\nThe demo's server, database and mails are gone. Yours was not touched.");
  }
}

/** The part that fails, in this process only: the demo's server knows the job as everybody does. */
const part = { fails: true };
const EMPTY = { processed: 0, failed: 0, skipped: 0, errors: [] };
const handler = async () => ({
  run: async () => {
    if (part.fails) throw new NonRetryableError("this is the demo: it fails until its incident is acknowledged");
    return { ...EMPTY, message: "somebody acknowledged the incident" };
  },
});
/** All jobs, each with the part of the demo in place of its work. */
const played = jobs.map((job) => ({ ...job, handler }) as typeof job);
/** Which of them it is does not matter. */
const JOB = jobs.at(-1)?.name ?? "";
const LOOK_EVERY_MS = 200;
/** More failures in a row than any rule asks for by default. */
const MOST_FAILURES = 5;
const INCIDENT_WITHIN_MS = 12_000;

interface Play extends Demo {
  server: DemoServer;
  inbox: MailInbox;
}

async function playAlert(connection: Connection, { server, inbox, stop, byItself }: Play): Promise<void> {
  const step = (number: number, ...lines: string[]) =>
    print([`\n${number}/5  ${lines[0]}`, ...lines.slice(1)].join("\n     "));
  step(1, `Sign in at ${server.url}/dashboard/admin`, `${server.email}, password ${server.password}`);
  // Seen and told from here at once; the server would look within seconds.
  connection.runtime.outbox.start();
  connection.runtime.alerts.start();
  part.fails = true;
  const id = await failUntilIncident(connection, stop);
  step(2, `${JOB} failed, and an incident is open: it leads the Overview`, incidentLink({ appUrl: server.url }, id));
  const opened = await inbox.waitFor((mail) => isAbout(mail, id), stop);
  step(3, `The mail came: "${opened.subject}"`, `${inbox.url}/${inbox.mails.indexOf(opened)}`);
  await acknowledged(connection, id, { stop, byItself });
  step(4, "Acknowledged: nobody is reminded. The job runs once more, and now it does its work ...");
  part.fails = false;
  await runOnce(connection);
  const resolved = await inbox.waitFor((mail) => mail !== opened && isAbout(mail, id), stop);
  step(5, `The incident is over, and the mail says so: "${resolved.subject}"`, `${inbox.url}`);
  if (byItself) return;
  print("\nLook around as long as you like; Ctrl-C ends the demo.");
  await sleep(24 * 3_600_000, undefined, { signal: stop });
}

const isAbout = ({ text }: InboxMail, id: string) => text.includes(id);

const runOnce = ({ acting }: Connection) => runAndWait(acting, { jobName: JOB, params: {}, force: true });

async function failUntilIncident(connection: Connection, stop: AbortSignal): Promise<string> {
  for (let failures = 0; failures < MOST_FAILURES; failures++) {
    await runOnce(connection);
    const id = await openIncident(connection, stop);
    if (id !== null) return id;
  }
  throw new Error(`no incident was opened after ${MOST_FAILURES} failures of ${JOB}: see the demo's Alerts`);
}

async function openIncident({ runtime: { db } }: Connection, stop: AbortSignal): Promise<string | null> {
  for (let waitedMs = 0; waitedMs < INCIDENT_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const incident = await db.incident.findFirst({ where: { jobName: JOB, rule: "failed", resolvedAt: null } });
    if (incident) return incident.id;
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop });
  }
  return null;
}

async function acknowledged(
  { acting, runtime: { db } }: Connection,
  id: string,
  { stop, byItself }: Demo,
): Promise<void> {
  if (byItself) return void (await steerIncident(acting, id, { act: "acknowledge", note: "by the demo" }));
  print("\n     Now acknowledge the incident on its page.");
  for (;;) {
    const incident = await db.incident.findUnique({ where: { id } });
    if (incident?.state !== "open") return;
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop });
  }
}
