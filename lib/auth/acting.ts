import type { Trigger } from "../cron/words/vocabulary.ts";
import type { Runtime } from "../runtime.ts";
import type { Permission, Role } from "./permissions.ts";
import { ApiError } from "./refusals.ts";

/** A program that showed its key. It is no person. */
export interface ApiKey {
  id: string;
  name: string;
  /** What it may do at this moment. */
  permissions: readonly Permission[];
}

/** Somebody who is signed in. Without a known role they may do nothing. */
export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role | null;
}

/**
 * Who acts: a signed-in person, a program with an API key or, where a route admits it, with the cron secret, somebody
 * at the command line, who has the database's own password, or the recipient of a mail, who may leave and nothing else.
 */
export type Actor =
  | { kind: "person"; person: Person }
  | { kind: "key"; key: ApiKey }
  | { kind: "secret" }
  | { kind: "cli"; user: string }
  /** Somebody who holds a link that was mailed to this address. */
  | { kind: "recipient"; address: string };

/** Somebody whose permission was checked, doing something now. Routes and server actions both make one. */
export interface Acting {
  readonly runtime: Runtime;
  readonly actor: Actor;
  /** Of the request: the audit log keeps its address and user agent. */
  readonly headers: Headers;
  /** Lets work go on after the answer. It must not reject; an invocation's `settled` does not. */
  background(work: Promise<unknown>): void;
}

/** The actor's name in rows and in the audit log. */
export function actorName({ actor }: Pick<Acting, "actor">): string {
  switch (actor.kind) {
    case "person":
      return actor.person.email;
    case "key":
      return `key:${actor.key.name}`;
    case "secret":
      return "cron-secret";
    case "cli":
      return `cli:${actor.user}`;
    case "recipient":
      return `mail:${actor.address}`;
  }
}

/** What a run is said to have begun by when this actor begins it. */
export function triggerOf({ actor }: Pick<Acting, "actor">): Extract<Trigger, "dashboard" | "http" | "cli"> {
  switch (actor.kind) {
    case "person":
      return "dashboard";
    case "key":
    case "secret":
    case "recipient":
      return "http";
    case "cli":
      return "cli";
  }
}

/**
 * The person who acts, for what concerns their own account.
 * @throws ApiError 403 for anybody else
 */
export function personOf({ actor }: Pick<Acting, "actor">): Person {
  if (actor.kind === "person") return actor.person;
  throw new ApiError(`Expected a signed-in person, got ${actorName({ actor })}: sign in with a browser`, {
    status: 403,
    code: "needs_person",
  });
}
