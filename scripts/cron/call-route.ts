import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { plainSecretFix } from "../../lib/dashboard/health/check-secret.ts";
import { readCronSecret } from "../../lib/env/cron-secret.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { loadEnvironment } from "../support/environment.ts";
import { UsageError } from "./command.ts";

export interface RouteAnswer {
  /** HTTP status; null when nobody answered. */
  status: number | null;
  /** The JSON of the answer, its text where it is none, or why nobody answered. */
  body: unknown;
}

/** The platform's own cron: it can only GET, and never follows a redirect. */
export function callAsPlatform(server: ServerAddress, { path, schedule }: { path: string; schedule: string | null }) {
  const headers = {
    "user-agent": "vercel-cron/1.0",
    ...(schedule !== null && { "x-vercel-cron-schedule": schedule }),
  };
  return call(server, path, { method: "GET", headers });
}

/** A call of ours, with parameters. */
export function callWithParams(server: ServerAddress, path: string, params: unknown): Promise<RouteAnswer> {
  const headers = { "user-agent": "belfry-cli", "content-type": "application/json" };
  return call(server, path, { method: "POST", headers, body: JSON.stringify(params) });
}

async function call({ url, secret }: ServerAddress, path: string, init: RequestInit): Promise<RouteAnswer> {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${secret}` };
  try {
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    return { status: response.status, body: read(await response.text()) };
  } catch (error) {
    return { status: null, body: `${url} does not answer: ${causeOf(error)}` };
  }
}

/** One line for people: the answer's own sentence. */
export function answerWords({ body }: RouteAnswer): string {
  if (typeof body !== "object" || body === null) return String(body).slice(0, 200);
  const { error, message, reason } = body as Record<string, unknown>;
  const sentence = error ?? message ?? JSON.stringify(body);
  return typeof reason === "string" ? `${sentence} (${reason})` : String(sentence);
}

/**
 * What the sentence of an answer does not say: a server that does not know a job of this code runs another build of it.
 * Null for every other answer.
 */
export function olderBuildWords({ url }: ServerAddress, job: string, { status, body }: RouteAnswer): string | null {
  const code = typeof body === "object" && body !== null && "code" in body ? body.code : null;
  const isInCode = (jobs as readonly AnyJob[]).some(({ name, aliases }) => name === job || aliases?.includes(job));
  if (status !== 404 || code !== "unknown_job" || !isInCode) return null;
  return `the server at ${url} runs an older build: this code has ${job}, it does not; deploy or restart it`;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}

/** A running server, and what opens its cron routes. */
export interface ServerAddress {
  /** Without a slash at the end. */
  url: string;
  secret: string;
}

/**
 * The server of `--url`, or else the one that this configuration starts. Needs no database.
 * @throws UsageError for something that is no address; an error with the fix when there is no usable secret
 */
export function serverAddress(url: string | null): ServerAddress {
  loadEnvironment({ dev: false });
  const { NEXT_PUBLIC_APP_URL, PORT } = process.env;
  const address = url ?? (NEXT_PUBLIC_APP_URL || `http://localhost:${PORT || 3000}`);
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw new UsageError(`--url: expected an address such as https://belfry.example.com, got "${address}"`);
  }
  const secret = readCronSecret(process.env);
  if (secret.kind !== "ok") throw new Error(plainSecretFix(secret));
  return { url: address.replace(/\/+$/, ""), secret: secret.current };
}
