import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Redact } from "../../cron/words/redact.ts";

/** Of the types only: the package itself is loaded when something is to be sent to it. */
export type Sdk = typeof import("@sentry/nextjs");
export type SentryEvent = Parameters<Sdk["captureEvent"]>[0];
type Options = Parameters<Sdk["init"]>[0];
type TransportOptions = Parameters<Sdk["makeNodeTransport"]>[0];
type HttpModule = NonNullable<TransportOptions["httpModule"]>;
type Transport = ReturnType<Sdk["makeNodeTransport"]>;
type Envelope = Parameters<Transport["send"]>[0];

/** What is under way at most: a burst of runs has two check-ins each, and the SDK's own 64 would lose most of them. */
const MOST_UNDER_WAY = 2_000;
/** The SDK waits for an answer without limit. */
const SEND_LIMIT_MS = 10_000;

/** By default the SDK collects all of this. A field that is left out would be collected by the next version, too. */
export const COLLECT_NOTHING = {
  userInfo: false,
  cookies: false,
  httpHeaders: { request: false, response: false },
  httpBodies: [],
  urlQueryParams: false,
  graphQL: { document: false, variables: false },
  genAI: { inputs: false, outputs: false },
  databaseQueryData: false,
  queues: false,
  stackFrameVariables: false,
  frameContextLines: 0,
} satisfies Required<NonNullable<Options["dataCollection"]>>;

interface ClientParts {
  dsn: string;
  release: string | null;
  /** Takes the environment's secrets out of everything that leaves. */
  redact: Redact;
  /** Told how each envelope fared: null when it was taken, else why it was not. */
  told(problem: string | null): void;
}

/**
 * Loads the SDK and starts it with nothing automatic: what is sent is what we hand over, and the spans of runs. Its own
 * hooks on console, requests and unhandled errors would change what a process does, or collect what is nobody's business.
 */
export async function openSdk({ dsn, release, redact, told }: ClientParts): Promise<Sdk> {
  const loaded = await import("@sentry/nextjs");
  // Node reads the package as CommonJS, and does not see the names that it passes on.
  const sdk = "captureCheckIn" in loaded ? loaded : (loaded as { default: Sdk }).default;
  sdk.init({
    dsn,
    ...(release !== null && { release }),
    defaultIntegrations: false,
    dataCollection: COLLECT_NOTHING,
    // Spans come through OpenTelemetry: those of runs are kept, Next's own of every request are not.
    tracesSampler: ({ name }) => (name === "cron.job" ? 1 : 0),
    tracePropagationTargets: [],
    traceLifecycle: "static",
    sendClientReports: false,
    transport: (options: TransportOptions) =>
      watched(sdk.makeNodeTransport({ ...options, httpModule: limitedHttp(options.url) }), { redact, told }),
    transportOptions: { bufferSize: MOST_UNDER_WAY },
  });
  return sdk;
}

/** Node's own module, with an end to each request. */
function limitedHttp(url: string): HttpModule {
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest) as HttpModule["request"];
  return {
    request: (options, answered) =>
      request(Object.assign({}, options, { signal: AbortSignal.timeout(SEND_LIMIT_MS) }), answered),
  };
}

function watched(transport: Transport, { redact, told }: Pick<ClientParts, "redact" | "told">): Transport {
  return {
    flush: (limitMs) => transport.flush(limitMs),
    async send(envelope) {
      try {
        const answer = await transport.send(redacted(envelope, redact) as Envelope);
        const { statusCode = 200 } = answer;
        told(statusCode < 400 ? null : `it answered ${statusCode}`);
        return answer;
      } catch (error) {
        told(error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  };
}

/** A copy whose texts hold no secret, those of keys included. */
function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redacted(item, redact)]));
}
