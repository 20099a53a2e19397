import type { PlatformCron } from "./platform-crons.ts";
import type { PlatformSettings } from "./settings.ts";

/** One way in which vercel.json, a route or MAX_DURATION_SECONDS differs from what the registry and the plan ask for. */
export type PlatformDrift =
  /** vercel.json lacks a cron, or calls one that the registry does not. */
  | { kind: "lacks" | "calls"; cron: PlatformCron }
  | { kind: "doubles"; count: number }
  /** vercel.json names crons in the other format than the settings say. */
  | { kind: "format"; found: PlatformSettings["format"]; expected: PlatformSettings["format"] }
  /** MAX_DURATION_SECONDS is not the plan's limit. */
  | { kind: "configured"; found: number; seconds: number }
  /** A route's literal is not the plan's limit; `found` is its source text. */
  | { kind: "duration"; path: string; found: string; seconds: number }
  | { kind: "no_duration"; path: string; seconds: number };
