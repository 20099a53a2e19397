/** The first screen: what is wrong, why, what to do. */
export const overview = {
  title: "Overview",
  trouble:
    "{count, plural, one {# of {total, number} jobs needs attention} other {# of {total, number} jobs need attention}}",
  standstill:
    "Nothing starts by itself{count, plural, =0 {} one {, and # of {total, number} jobs needs attention besides} other {, and # of {total, number} jobs need attention besides}}",
  calm: "All {total, plural, one {# job is} other {# jobs are}} well",
  lastSuccess: "Latest success: {job}, <time></time>",
  attention: "Needs attention",
  also: "Also:",
  lastError: "Last error",
  cause: {
    failing: "Failed {streak, number} times in a row{atLeast, select, true { or more} other {}}, first <time></time>",
    missed:
      "Missed {slots, plural, one {a slot <time></time>} other {# slots, first <time></time>}}; nothing has run since",
    stuckLease: "Stuck: its process stopped answering <time></time>, and the run still holds its lock",
    stuckStop: "Stuck: asked to stop <time></time>, and still running",
    overdue: "Overdue: due <time></time>, and nothing has started it",
    nearTimeout: "Close to its timeout: the slowest runs take {p95} of {timeout}",
    timedOutTwice: "Timed out twice in a row, after {timeout}",
    slow: "Much slower than usual: p95 is {p95}, before it was {before}",
    orphaned:
      "No longer in the code, but {waiting, plural, one {# run waits} other {# runs wait}}, since <time></time>",
    paused: "Paused <time></time>{by, select, none {} other { by {by}}}",
    drift: "Its schedule differs from the code in {count, plural, one {one setting} other {# settings}}: {fields}",
  },
  stand: {
    title: "No scheduler is at work",
    silent:
      "The scheduler of this server has stopped, nobody else starts what falls due, and no call came from outside.",
    none: "No server runs a scheduler, and no call came from the platform or to /api/cron/tick.",
    fixSilent: "Restart the server; its log says why the scheduler stopped.",
    fixNone: "Unset SCHEDULER, run another server with it, or have a cron call /api/cron/tick every minute.",
    waiting:
      "{count, plural, one {# job is} other {# jobs are}} overdue because of it, the first since <time></time>: <names></names>",
    more: "and {count, number} more",
    health: "See Health",
  },
  hint: {
    reason: "Reason: {reason}",
    untilResumed: "It stays so until somebody resumes it.",
    until: "It ends <time></time>.",
    nearTimeout:
      "Three ways out: raise the timeout to {seconds, number} s (p99 × 1.5), do less in one run, or fan its items out.",
    overdue: "No scheduler looks at it, or the platform did not call.",
    orphaned: "Deploy the code that has this job, or cancel its runs.",
  },
  act: {
    runAgain: "Run again",
    openRun: "Open run",
    runNow: "Run now",
    viewRuns: "View runs",
    why: "See why",
    resume: "Resume",
    schedule: "Review schedule",
    openJob: "Open job",
    of: "<hidden>{job}: </hidden>{act}",
  },
  running: {
    title: "Running now",
    none: "Nothing is running.",
    ends: "expected to end <time></time>",
    late: "longer than usual",
    elapsed: "Elapsed",
  },
  next: { title: "Next runs", none: "Nothing is scheduled." },
  load: {
    title: "Last 24 hours",
    sum: "{runs, plural, one {# run} other {# runs}}, {failures, plural, =0 {none failed} other {# failed}}",
    hour: "{at}: {runs, plural, one {# run} other {# runs}}, {failures, number} failed",
    none: "No run ended in the last 24 hours.",
  },
  first: {
    title: "Welcome: nothing has run yet",
    intro: "Three steps to the first run. This page gives way to the overview as soon as there is one.",
    secret: "Take the secret into your shell",
    secretHint:
      "Every cron route asks for it. <code>npm run quickstart</code> has kept it in a file on the machine that runs Belfry; elsewhere it is the variable CRON_SECRET of the deployment.",
    secretLine: "line that reads the secret",
    call: "Call a job",
    callHint: "This is what the platform's cron does: the answer tells what came of the run.",
    callLine: "curl line that runs a job",
    list: "See all jobs, or press a button",
    listHint: "The list of jobs as a program reads it. Or begin here:",
    listLine: "curl line that lists jobs",
    run: "Run {job}",
    docs: "Read on",
    api: "The API, with examples",
    jobs: "All jobs",
    health: "Is everything set up? The doctor",
  },
} as const;
