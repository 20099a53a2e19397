import type { Runtime } from "../runtime.ts";
import type { Person } from "./auth/session.ts";

/** Who acts: a signed-in person, or a program with the cron secret where a route admits it. */
export type Actor = { kind: "person"; person: Person } | { kind: "secret" };

/** Somebody whose permission was checked, doing something now. Routes and server actions both make one. */
export interface Acting {
  readonly runtime: Runtime;
  readonly actor: Actor;
  /** Of the request: the audit log keeps its address and user agent. */
  readonly headers: Headers;
}

/** The actor's name in rows and in the audit log. */
export function actorName({ actor }: Pick<Acting, "actor">): string {
  return actor.kind === "person" ? actor.person.email : "cron-secret";
}
