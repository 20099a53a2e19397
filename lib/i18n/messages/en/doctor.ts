/** What the doctor says, on the command line and on the screen Health. Part of `words`. */
export const doctor = {
  check: {
    secret: "Cron secret",
    configuration: "Configuration",
    database: "Database",
    migrations: "Migrations",
    connections: "Connections",
    jobs: "Jobs of the database",
    drift: "Drift",
    plan: "Plan limits",
    precision: "Precision",
    duration: "Time limits",
    zones: "Time zones",
    refused: "Refused calls",
    release: "Another release",
    unknown_jobs: "Unknown jobs",
    calls: "Calls",
    workers: "Workers",
    schema: "Schema",
    schedules: "Schedules",
    stuck_runs: "Stuck runs",
    pause: "Pause",
    scheduler: "Scheduler",
    queue: "Queue",
    retention: "Retention",
    components: "Components",
    channels: "Alert channels",
    platform_calls: "Calls of the platform",
    sentry: "Sentry",
    outside: "Outside watchers",
  },
  channels: {
    ok: "incidents are told through {count, plural, one {# channel} other {# channels}}, and messages arrive",
    none: "no channel is set up: nobody would be told of an incident",
    noneFix:
      "set SLACK_WEBHOOK_URL, DISCORD_WEBHOOK_URL, SMTP_URL with ALERT_EMAIL, or PAGERDUTY_ROUTING_KEY, or make a channel on the screen Alerts",
    failing: "messages to {name} do not arrive: {why}",
    failingFix:
      "correct its address or key on the screen Alerts, press its test button, and send again what was given up",
  },
  secret: {
    closed: "the cron routes answer 503",
    missing:
      "CRON_SECRET is not set: run `npm run quickstart` once, or set it to what `openssl rand -base64 32` prints",
    misnamed: "CRON_SECRET is not set, but CRON_SECRET_TOKEN is: rename it to CRON_SECRET",
    short: "{variable} has fewer than {least} characters: set it to what `openssl rand -base64 32` prints",
    ok: "CRON_SECRET has {count, number} characters",
    rotating: "CRON_SECRET_PREVIOUS is accepted as well, remove it when nobody sends it",
    example: "CRON_SECRET is an example that everybody knows",
    guessable: "CRON_SECRET can be guessed: it repeats few characters",
    fix: "set CRON_SECRET to what `npm run -s cron -- secret` prints, another one per environment",
  },
  configuration: { ok: "every variable can be read" },
  database: {
    ok: "Postgres {version} answers",
    away: "does not answer: {why}",
    fix: "start it, or correct DATABASE_URL",
  },
  migrations: {
    ok: "all {count, number} are applied",
    failed: "failed half-way: {names}",
    failedFix:
      "read its error in _prisma_migrations.logs, mend it, then `node scripts/support/prisma.mjs migrate resolve`",
    pending: "{pending, number} of {all, number} pending: {names}",
    pendingFix: "run `npm run db:migrate`",
  },
  schema: {
    ok: "every table has the columns that this release reads",
    missing: "the database is not as this release needs it: {what}",
    fix: "bring the missing part back: restore it, or compare with `node scripts/support/prisma.mjs migrate diff` and the migrations",
  },
  connections: {
    evidence:
      "{processes, number} processes of the last day x {connections, number} connections = {needed, number} of {most, number}; {used, number} are open",
    fix: "lower DATABASE_POOL, run fewer processes, raise max_connections, or put a pooler in front",
  },
  jobs: {
    ok: "every job of the database is registered",
    waiting: "{name} (runs wait)",
    gone: "no longer in code: {list}",
    fix: "nothing, if they were taken out on purpose; else put them back into lib/jobs/index.ts",
  },
  drift: {
    ok: "vercel.json and the routes agree with the registry",
    lacks: "vercel.json lacks {cron}",
    calls: "vercel.json calls {cron}, the registry does not",
    doubles: "vercel.json names {count, number} crons twice",
    format: 'vercel.json holds "{found}", expected "{expected}" only',
    configured: "MAX_DURATION_SECONDS is {found}, the plan's limit is {seconds}",
    duration: "{path} exports maxDuration = {found}, the plan's limit is {seconds}",
    noDuration: "{path} exports no maxDuration, expected the literal {seconds}",
    fix: "run `npm run cron -- sync`, commit what it writes, and deploy",
  },
  platform: { cron: '{path} at "{schedule}"', zoned: "{cron} ({timezone})" },
  plan: {
    used: "crons used {used, number} of {most, number} (plan {plan}, as of {asOf})",
    fix: "run `npm run cron -- sync --mode tick`",
  },
  precision: {
    tooOften: '{job} asks for "{expression}", but the plan {plan} calls once a day: it is called at "{once}" UTC only',
    tooMany: "{count, number} crons are needed, the plan {plan} has {most, number}",
    tickInstead: "{counted}; use `sync --mode tick`, which needs one",
    daily: "the tick comes once a day: retries that outlive a call, and runs of dead processes, wait up to a day",
    fix: "take a plan that calls every minute, or let something else call the route or the tick",
  },
  duration: {
    ok: "every timeout fits the plan's {seconds, number} s",
    elsewhere: "this process does not run on the platform, so nothing cuts an attempt before its own timeout",
    long: "{job} has a timeout of {timeout, number} s; on the platform an attempt is cut at {most, number} s and goes on in another call",
    fix: "nothing, if its handler saves its state as it goes; else smaller batches, or a plan with a longer limit",
  },
  zones: { ok: '{job}: "{expression}" in {timezone} is called as {times}' },
  calls: {
    ok: "nothing was refused or unknown in the last 24 hours",
    noAgent: "no agent",
    refused:
      "{calls, plural, one {# call} other {# calls}} answered {status} in the last 24 hours, the latest at {at}, most of them of {by} from {address}; `npm run cron -- logs --filter status:{status}` shows them",
    refusedPlatform:
      "the platform sends another secret: set CRON_SECRET in that environment to this server's, and deploy again",
    refusedOther: "give that caller CRON_SECRET if it is yours; else nothing, it was let do nothing",
    atSchedule: ' at "{schedule}"',
    forJob: " for {job}",
    foreign:
      "the platform still calls the schedule of another release (rolled back?): {what}; {calls, plural, one {# call} other {# calls}}, the latest at {at}",
    foreignFix:
      "deploy the release whose vercel.json is right to production: the platform takes its crons from a deployment",
    unknown:
      "{path} names no registered job; {calls, plural, one {# call} other {# calls}} in the last 24 hours, the latest at {at}",
    unknownFix: "correct the caller's path; `npm run cron -- list` shows the names",
  },
  platformCalls: {
    ok: "the platform called all of its {count, number} crons when they were due",
    elsewhere: "this process does not run on the platform, so nothing is expected to be called by it",
    never: "it was never seen to",
    overdue: '{path} at "{schedule}" should have been called at {due}; the last call: {last}',
    fix: "is this release deployed to production, and its crons enabled there? Previews are never called",
  },
  workers: {
    inline: "runs are worked on by the process that admits them (RUN_MODE=inline)",
    ok: "no run waits for a worker",
    waiting: "{count, plural, one {# run} other {# runs}} could go on and have waited for a worker for over a minute",
    many: "{count, number} runs or more could go on and have waited for a worker for over a minute",
    fix: "start `npm run worker`, more of them, or raise WORKER_CONCURRENCY; RUN_MODE=inline needs none",
  },
  schedules: {
    ok: "every schedule that the code declares has its row, and every schedule can be planned",
    lost: "the schedule {id}, which the code declares, has no row any more: its job does not run by itself",
    still: "the schedule {id}, which the code declares, has no next slot: its job does not run by itself",
    lostFix:
      "a process that dispatches brings it back within a minute, with the endings of the slots since; start one (`npm start`), or call /api/cron/tick",
    parked: "the schedule {id} cannot be planned since {at}, so its slots wait: {why}",
    parkedFix:
      "give it a zone and times that this server knows (`npm run cron -- schedules edit {id}`), or run a Node.js that has the zone; it is tried once a minute",
    override:
      "the schedule {id} was changed here to {now}, but the platform does not know it: it goes on calling {path} at the code's {code}",
    overrideFix:
      "write the times into the job's definition, run `npm run cron -- sync` and deploy; or take the change back: `npm run cron -- schedules edit {id} --reset all`",
    differs: "the times of the schedule {id} are stored otherwise than this code declares them",
    differsFix: "the server runs another build than this one: restart or deploy it",
  },
  stuck: {
    ok: "every running run has a process that answers",
    silent:
      "a run of {job} has held its lock since its process fell silent at {at} ({worker}), and nobody took it over",
    silentFix: 'it is taken over by itself once a process sweeps; else `npm run cron -- force-end {run} --reason "…"`',
    stopping: "a run of {job} was told to stop at {at} ({why}) and has not",
    stoppingFix:
      'mend its handler to look at ctx.signal; `npm run cron -- force-end {run} --reason "…"` frees the lock now',
  },
  pause: {
    ok: "nothing holds everything still",
    resumed: "somebody resumes",
    evidence: "everything is paused by {by} since {since} until {until}{reason}",
    fix: "resume it in the settings, or `npm run cron -- resume --all`",
  },
  scheduler: {
    never: "never",
    embedded: "this process dispatches what falls due; it last looked {ago}",
    ticked: "/api/cron/tick dispatches what falls due; it was last called {ago}",
    other: "another process dispatches what falls due",
    silent: "the scheduler of this process last looked: {dispatch}; the last tick: {tick}",
    silentFix: "restart the server; its log says why the scheduler stopped",
    none: "SCHEDULER is none here, and nobody calls /api/cron/tick; the last tick: {tick}",
    noneFix: "unset SCHEDULER, run another server with it, or have a cron call /api/cron/tick every minute",
  },
  queue: {
    evidence:
      "{depth, plural, one {# run waits} other {# runs wait}} and could go on; the longest overdue one since {lag}",
    fix: "let a server, a worker or a tick take them; if these are at work, give them more room (WORKER_CONCURRENCY)",
  },
  retention: {
    ok: "runs are kept for {runDays, plural, one {# day} other {# days}}, log lines {logLineDays, number}, calls {callDays, number}",
    late: "runs are kept for {runDays, plural, one {# day} other {# days}}, but the oldest is of {at}: nothing cleans up",
    applied: "last applied {at}, {count, plural, one {# row} other {# rows}} deleted",
    backlog:
      "last applied {at}, {count, plural, one {# row} other {# rows}} deleted; more is past its time and goes with the next passes",
    fix: "let a server with SCHEDULER=embedded or a call of /api/cron/tick apply it, or run `npm run cron -- cleanup`",
  },
  components: {
    ok: "all {count, number} are well",
    never: "never",
    stale: "the health check last looked: {ago}",
    staleFix: "enable health-check, and let something run it every five minutes",
    sick: "{component} is not well: {detail}",
    fix: "mend what it says; the next check, within five minutes, tells whether it is well again",
  },
  outside: {
    off: "HEARTBEAT_URL is not set: nobody outside would miss a scheduler that died",
    ok: "{count, plural, one {# address} other {# addresses}} outside can be told",
    refused: "{variable} is told nothing: {why}",
    fix: "correct {variable}, or remove it",
    noJob: "{variable} is of the job {job}, which the code does not have",
    noJobFix: "name it after a job: HEARTBEAT_URL_ and its name in capitals, with _ for -",
  },
  sentry: {
    off: "SENTRY_DSN is not set: nothing is sent, and nothing of it is loaded",
    ok: "project {project} at {origin}; {count, plural, one {# report} other {# reports}} taken since this process began",
    refused: "{origin} does not take what this process sends: {why}; runs are not affected",
    fix: "compare SENTRY_DSN with the project's client key, and let this server reach that address",
  },
} as const;
