import type { z } from "zod";
import type { AnyJob } from "../cron/jobs/define-job.ts";
import type { Services } from "./services.ts";

/**
 * A pack of jobs with everything that the rest of the application has to know of it. The rest asks the list in index.ts
 * and knows no pack by name: a pack goes with its folder, the files it names here, and its line in that list.
 */
export interface Pack {
  readonly name: string;
  readonly jobs: readonly AnyJob[];
  /** What its handlers get beside the common services; built once per process, touches nothing until it is used. */
  readonly services?: (common: Services, settings: PackSettings) => object;
  /** What its errors mean to a caller, by their name: an error may come from another bundle's copy of its class. */
  readonly errors?: Readonly<Record<string, ErrorMeaning>>;
  /** Its routes in the API's document, under a heading of their own. */
  readonly api?: { readonly tag: string; readonly about: string; readonly operations: readonly PackOperation[] };
  /** Screens that the main menu leads to. */
  readonly screens?: readonly PackScreen[];
  /** What a person should know of its state; Health shows it. Nothing to say is an empty list. */
  readonly examine?: (common: Services) => Promise<readonly PackFinding[]>;
  /** What belongs to it outside of its folder and of tests/jobs/<name>: files, or folders that end in a slash. */
  readonly files: readonly string[];
}

/** Of the configuration (lib/env.ts), what services are made from. */
export interface PackSettings {
  readonly threads: number;
  readonly home: string;
  readonly redis: { readonly url: string; readonly token: string } | null;
  readonly smtpUrl: string | null;
}

export interface ErrorMeaning {
  /** HTTP status. */
  readonly status: number;
  /** Machine word. */
  readonly code: string;
  /** Worth another try after a few seconds. */
  readonly again?: boolean;
}

/** A text in each language of the screens. */
export interface InWords {
  readonly en: string;
  readonly ko: string;
}

/** A route of the pack in the API's document. Its file checks what is said here, with these very schemas. */
export interface PackOperation {
  readonly route: `${"GET" | "POST" | "DELETE"} /api/${string}`;
  /** Unique among all operations. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** One of lib/auth/permissions.ts. */
  readonly permission: string;
  readonly orCronSecret?: boolean;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly example?: unknown;
  /** The answer of 200, beside `success: true`. */
  readonly answer: { readonly description: string; readonly shape: z.ZodRawShape };
  /** Refusals of its own by status, each a sentence with its machine words in brackets. */
  readonly refusals: Readonly<Record<number, string>>;
}

export interface PackScreen {
  readonly path: `/dashboard/admin/${string}`;
  readonly icon: "picture";
  readonly title: InWords;
}

export interface PackFinding {
  /** What was looked at. */
  readonly check: InWords;
  readonly severity: "warning" | "error";
  readonly evidence: InWords;
  readonly fix: InWords;
  /** A heading of docs/troubleshooting.md, as links know it. */
  readonly entry: "many-failures" | "fails-again-and-again" | "slow" | "does-not-run";
}
