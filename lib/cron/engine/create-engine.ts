import type { AnyJob } from "../jobs/define-job.ts";
import { parseParams } from "../jobs/params.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { Invocation } from "../runs/invocation.ts";
import type { Registry } from "../schedules/registry.ts";
import { TaskCrew } from "../tasks/task-crew.ts";
import type { BegunRun, NotBegun, RunAnswer, RunRequest } from "../words/answers.ts";
import { DrainingError, UnknownJobError } from "../words/errors.ts";
import { admitRequestOf, askForAdmission, notBegun, refuseUndue } from "./admit.ts";
import { Courier } from "./courier.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { GatedAdmission } from "./gated-admission.ts";
import { OutcomeWatch } from "./outcome-watch.ts";
import { RunCrew } from "./run-crew.ts";
import { readState, writeState } from "./state-by-hand.ts";
import { Sweeper } from "./sweep.ts";

/** Builds the engine. It does nothing until it is asked to run, sweep or start. */
export function createEngine<const Jobs extends readonly AnyJob[]>(
  parts: EngineParts & { registry: Registry<Jobs> },
): Engine<Jobs> {
  const crew = new RunCrew(parts);
  const courier = parts.queue ? new Courier(parts, parts.queue, crew) : null;
  const tasks = parts.tasks ? new TaskCrew(parts, parts.tasks) : null;
  const sweeper = new Sweeper(parts, crew, { courier, tasks });
  const dispatcher = parts.schedules ? new Dispatcher(parts, parts.schedules) : null;
  const gated = parts.gate ? new GatedAdmission(parts, parts.gate) : null;
  const answerInTime = createWaitingRoom(parts);
  const outcomes = new OutcomeWatch(parts);

  async function begin(
    request: RunRequest,
    invocation = crew.invoke(),
  ): Promise<{ kind: "begun"; run: BegunRun } | NotBegun> {
    const sentAtMs = parts.clock.monotonicMs();
    if (crew.draining) throw new DrainingError();
    const job = jobOf(parts.registry, request.job);
    const params = parseParams(job, request.params);
    const undue = refuseUndue(parts, job, request);
    if (undue) return undue;
    return crew.receive(async () => {
      const asked = admitRequestOf(parts, job, { ...request, params });
      const answer = await (gated ? gated.ask(asked, invocation) : askForAdmission(parts, asked));
      if (answer.outcome === "started") {
        const done = crew.take(job, answer.run, { invocation, sentAtMs });
        return { kind: "begun", run: { runId: answer.run.id, jobName: job.name, done } };
      }
      const refusal = notBegun(job, answer, courier ? "worker" : "lock");
      if (refusal.kind === "skipped") parts.events.emit({ type: "run_refused", ...refusal });
      return refusal;
    });
  }

  async function run(request: RunRequest, invocation = crew.invoke()): Promise<RunAnswer> {
    const begun = await begin(request, invocation);
    if (begun.kind === "begun") return truthOf(await answerInTime(begun.run));
    if (begun.kind === "skipped" || !courier) return begun;
    return outcomes.of(jobOf(parts.registry, begun.jobName), begun.runId, invocation.endsMs);
  }

  /** A run that this process lost may have been ended by force, or by its rescue: then its caller is told that. */
  async function truthOf(answer: RunAnswer): Promise<RunAnswer> {
    const isLost = answer.kind === "lost" || (answer.kind === "stopping" && answer.reason === "lease_lost");
    return (isLost ? await outcomes.ending(answer.runId) : null) ?? answer;
  }

  return {
    jobs: parts.registry.jobs,
    find: (name) => parts.registry.find(name),
    begin,
    run,
    ending: (runId) => outcomes.ending(runId),
    runNow: (job, params) => run({ job, params, trigger: "code", delivery: { kind: "none" }, actor: null }),
    invoke: () => crew.invoke(),
    sweep: (invocation = crew.invoke()) => sweeper.sweep(invocation),
    async sweepIfDue(invocation = crew.invoke()) {
      return (sweeper.isDue ? await sweeper.trySweep(invocation) : null) ?? SWEPT_NOTHING;
    },
    async tick(invocation: Invocation = crew.invoke()) {
      const dispatched = (await dispatcher?.tryDispatch()) ?? { moved: 0, runs: 0 };
      const swept = await sweeper.sweep(invocation);
      // Where processes come and go with the requests, nobody else works on the queue.
      const drains = courier !== null && parts.times.maxDurationMs !== null;
      const drained = drains ? await courier.drainQueue(invocation) : swept;
      const done = drained.done.then((answers) => swept.done.then(() => answers));
      return { ...swept, ...dispatched, claimed: drained.claimed, done };
    },
    settleSlots: async (scheduleIds) => dispatcher?.settle(scheduleIds),
    start(options = { scheduler: false }) {
      const invocation = crew.stay();
      tasks?.start(invocation);
      sweeper.start();
      if (options.scheduler) dispatcher?.start(() => sweeper.claimSoon());
    },
    async work(atOnce) {
      if (!courier) throw new Error("This engine has no queue to work on: RUN_MODE is inline");
      const invocation = crew.stay();
      tasks?.start(invocation, atOnce);
      await courier.work(atOnce, () => tasks?.wake());
    },
    async drain(graceMs) {
      const turns = Promise.all([dispatcher?.stop(), sweeper.stop()]);
      outcomes.stop();
      // The door is shut before anything is waited for.
      const drains = [crew.drain(graceMs), tasks?.drain(graceMs), courier?.stop()] as const;
      const [runs, others] = await Promise.all([...drains, atMost(LAST_TURN_MS, turns, parts)]);
      await Promise.all([courier?.settled(), gated?.settled()]);
      return { stopped: runs.stopped + (others?.stopped ?? 0), abandoned: runs.abandoned + (others?.abandoned ?? 0) };
    },
    get live() {
      return {
        running: crew.count,
        draining: crew.draining,
        lastSweepAt: sweeper.lastAt,
        scheduling: dispatcher?.isRunning ?? false,
        lastDispatchAt: dispatcher?.lastAt ?? null,
      };
    },
    readState: (name, key) => readState(parts, jobOf(parts.registry, name), key),
    writeState: (request) => writeState(parts, jobOf(parts.registry, request.job), request),
  };
}

/** A turn that is under way at a drain may end, unless the database does not answer it: no run waits for that. */
const LAST_TURN_MS = 500;

/** Waits for work, which must not reject, but no longer than `ms`. */
async function atMost(ms: number, work: Promise<unknown>, { clock }: EngineParts): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, clock.sleep(ms, over.signal)]);
  over.abort();
}

const SWEPT_NOTHING = { rescued: 0, claimed: 0, done: Promise.resolve([]) };

function jobOf(registry: Registry, name: string): AnyJob {
  const job = registry.find(name);
  if (!job) throw new UnknownJobError(name);
  return job;
}

/**
 * Waits for a run, but not for ever: a handler that ignores its abort must not hold its caller too. One subscription
 * serves all callers: an event is not shown to each of them.
 */
function createWaitingRoom({ events }: EngineParts): (run: BegunRun) => Promise<RunAnswer> {
  const callers = new Map<string, (answer: RunAnswer) => void>();
  events.subscribe((event) => {
    if (event.type !== "run_stopping") return;
    const { id, jobName } = event.run;
    const { reason, message } = event.reason;
    callers.get(id)?.({ kind: "stopping", runId: id, jobName, reason, message });
  });
  return ({ runId, done }) =>
    new Promise((resolve) => {
      callers.set(runId, resolve);
      void done.then((answer) => {
        callers.delete(runId);
        resolve(answer);
      });
    });
}
