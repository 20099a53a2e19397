import type { Runtime } from "../runtime.ts";
import type { Person } from "./auth/session.ts";

/**
 * Who acts: a signed-in person, a program with the cron secret where a route admits it, or somebody at the command line,
 * who has the database's own password.
 */
export type Actor = { kind: "person"; person: Person } | { kind: "secret" } | { kind: "cli"; user: string };

/** Somebody whose permission was checked, doing something now. Routes and server actions both make one. */
export interface Acting {
  readonly runtime: Runtime;
  readonly actor: Actor;
  /** Of the request: the audit log keeps its address and user agent. */
  readonly headers: Headers;
  /** Lets work go on after the answer. It must not reject; the engine's `done` promises do not. */
  background(work: Promise<unknown>): void;
}

/** The actor's name in rows and in the audit log. */
export function actorName({ actor }: Pick<Acting, "actor">): string {
  switch (actor.kind) {
    case "person":
      return actor.person.email;
    case "secret":
      return "cron-secret";
    case "cli":
      return `cli:${actor.user}`;
  }
}
