import { headers } from "next/headers";
import type { Person } from "../../auth/acting.ts";
import { may, type Permission } from "../../auth/permissions.ts";
import { dashboardDeps } from "../../commands/deps.ts";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { CallingSetup } from "../../dashboard/jobs/chain-facts.ts";
import { readJobSwitches } from "../../dashboard/jobs/job-switches.ts";
import { callingOfJob } from "../../dashboard/jobs/why-not-running.ts";
import type { OwnDispatching } from "../../dashboard/overview/standstill.ts";
import { type Pause, readPauseOfAll } from "../../dashboard/schedules/scheduler.ts";
import type { DashboardDeps } from "../../dashboard/words/deps.ts";
import { packs } from "../../jobs/index.ts";
import type { InWords, Pack, PackScreen } from "../../jobs/pack.ts";
import { getRuntime } from "../../runtime.ts";
import { requirePage } from "../auth/page-guard.ts";
import { lookInPassing } from "./route.ts";

/** What a page may know: who looks at it, what they may do, and the read models' dependencies. */
export interface Page {
  person: Person;
  can(permission: Permission): boolean;
  deps: DashboardDeps;
  /**
   * What `read` answers to `asked`, for all who read their page again at the same moment and have the same role. A page
   * that is opened, or that answers an act, is read by itself.
   */
  shared<Answer>(name: string, asked: object, read: () => Promise<Answer>): Promise<Answer>;
  /** Of the bucket that images and backups are kept in. */
  bucketName: string;
  /** Public address of this application. */
  appUrl: string;
  /** The definition behind a name or alias, or null. */
  findJob(nameOrAlias: string): AnyJob | null;
  /** How this installation has its jobs called. */
  callingOf(job: AnyJob): CallingSetup;
  /** What this process knows of its own dispatching. */
  dispatching: OwnDispatching;
  /** The platform ends a request after so long; null where nothing does. */
  maxDurationSeconds: number | null;
}

/**
 * Opens a page for whoever may look at runs, or at what `permission` says; anybody else is sent to sign in and led back.
 * @param backTo path of the page with its query
 */
export async function openPage(backTo: string, permission: Permission = "analytics:view_all"): Promise<Page> {
  const person = await requirePage(permission, backTo);
  const runtime = getRuntime();
  lookInPassing(runtime);
  return {
    person,
    can: (permission) => may(person.role, permission),
    deps: dashboardDeps(runtime),
    shared: async (name, asked, read) =>
      (await isReadAgain()) ? runtime.reads.read(JSON.stringify([person.role, name, asked]), read) : read(),
    bucketName: runtime.services.bucket.name,
    appUrl: runtime.env.appUrl,
    findJob: (name) => runtime.engine.find(name),
    callingOf: (job) => callingOfJob(runtime.calling, job),
    dispatching: { scheduler: runtime.env.scheduler, lastDispatchAt: runtime.engine.live.lastDispatchAt },
    maxDurationSeconds: runtime.env.maxDurationSeconds,
  };
}

/** Whether a script of the page asks: a browser says where an answer goes, and of what kind of act it is by its origin. */
async function isReadAgain(): Promise<boolean> {
  const asked = await headers();
  return asked.get("sec-fetch-dest") === "empty" && !asked.has("origin");
}

/** The jobs that somebody can reach from every page, and what they may do with them; none without a role. */
export async function jobCommands({ role }: Pick<Person, "role">) {
  const jobs = may(role, "analytics:view_all") ? await readJobSwitches(dashboardDeps(getRuntime())) : [];
  return { jobs, mayRun: may(role, "cron:run"), mayToggle: may(role, "cron:toggle") };
}

/** A screen of a pack of jobs, with its name in the person's language. */
interface OtherScreen {
  path: string;
  icon: PackScreen["icon"];
  title: string;
}

/** The screens that packs of jobs bring along. */
export function packScreens(language: keyof InWords): OtherScreen[] {
  const screens = packs.flatMap((pack: Pack) => pack.screens ?? []);
  return screens.map(({ path, icon, title }) => ({ path, icon, title: title[language] }));
}

/** Where pages tell of their own errors; null without SENTRY_DSN. */
export function browserReporting() {
  return getRuntime().sentry?.browser ?? null;
}

/** The pause of everything, which every page tells of; null when there is none. */
export async function readBanner(): Promise<Pause | null> {
  return await readPauseOfAll(dashboardDeps(getRuntime()));
}
