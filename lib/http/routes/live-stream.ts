import { z } from "zod";
import type { LiveFeed, NumberedEvent, Subscription } from "../../dashboard/live/live-feed.ts";
import { etagged, json, unstored, watchRight } from "../answers/answers.ts";
import type { AdminCall } from "./admin-route.ts";

/** Proxies close a connection on which nothing is said; this says something. */
const HEARTBEAT_MS = 15_000;
/** A platform's function is paid for by the second it is held (engine-schema.md 48). */
const PLATFORM_STREAM_MS = 50_000;
/** Elsewhere a stream ends now and then, too: a proxy between may have lost the listener without a word. */
const STREAM_MS = 300_000;
/** After this a browser that lost the stream comes back by itself. */
const RETRY_MS = 2_000;
/** What may wait for a listener that does not read, before it is let go. */
const MAX_UNREAD = 2_000;

/** `format=json` answers once with what is open now, and an ETag; `after` is for browsers that cannot set a header. */
export const eventsQuery = z.strictObject({
  format: z.enum(["stream", "json"]).default("stream"),
  after: z.string().max(40).optional(),
});

/** Runs as they start, move and end: as a stream of server-sent events, or as one answer to be asked for again. */
export async function liveEvents(call: AdminCall<unknown, z.output<typeof eventsQuery>>): Promise<Response> {
  const { request, query, runtime } = call;
  if (query.format === "json") return etagged(request, json({ success: true, ...(await runtime.live.snapshot()) }));
  const { onPlatform } = runtime.env;
  return streamEvents(runtime.live, {
    resumeAfter: request.headers.get("last-event-id") ?? query.after ?? null,
    lifeMs: onPlatform ? PLATFORM_STREAM_MS : STREAM_MS,
    heartbeatMs: HEARTBEAT_MS,
    polls: onPlatform,
    stillMay: call.stillMay,
  });
}

export interface StreamRules {
  /** The last event that the listener has. */
  resumeAfter: string | null;
  /** The stream ends after this; the listener comes back with the id of its last event. */
  lifeMs: number;
  /** Pause between two comments that keep the connection alive. */
  heartbeatMs: number;
  /** Whether a browser should rather ask for `format=json` every few seconds. */
  polls: boolean;
  /** Whether the listener may listen on; the stream ends when not. Does not reject. */
  stillMay(): Promise<boolean>;
}

/**
 * First `ready`, or `reset` when the events since `resumeAfter` are not known any more: the listener then reads
 * everything anew. Then the events, with their ids, until the life is over or the feed ends.
 */
export async function streamEvents(feed: LiveFeed, rules: StreamRules): Promise<Response> {
  const { resumeAfter, polls } = rules;
  const writer = new EventWriter();
  const subscription = await feed.subscribe(writer, resumeAfter);
  const { id, missed } = subscription;
  writer.open(subscription, rules);
  const type = resumeAfter !== null && missed === null ? "reset" : "ready";
  writer.write(`retry: ${RETRY_MS}\n${frame(id, type, { polls, resumed: missed !== null })}`);
  if (missed && missed.length > 0) writer.tell(missed);
  return new Response(writer.body, { headers: { ...unstored("text/event-stream"), "x-accel-buffering": "no" } });
}

/** One listener's stream. It lets go of the feed however it ends. */
class EventWriter {
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #subscription: Subscription | null = null;
  #timers: NodeJS.Timeout[] = [];
  #unwatch: () => void = () => undefined;

  constructor() {
    const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      this.#controller = controller;
    };
    const unread = new CountQueuingStrategy({ highWaterMark: MAX_UNREAD });
    this.body = new ReadableStream<Uint8Array>({ start, cancel: () => this.#close() }, unread);
  }

  open(subscription: Subscription, { lifeMs, heartbeatMs, stillMay }: StreamRules): void {
    this.#subscription = subscription;
    if (this.#controller === null) {
      subscription.stop();
      return;
    }
    this.#timers = [
      setInterval(() => this.write(": still here\n\n"), heartbeatMs),
      setTimeout(() => this.end(), lifeMs),
    ];
    this.#unwatch = watchRight({ stillMay, lost: () => this.end() });
  }

  tell(events: readonly NumberedEvent[]): void {
    this.write(events.map(({ id, event }) => frame(id, event.type, "run" in event ? event.run : {})).join(""));
  }

  /** Ends the stream of a listener that has not read what was written long before. */
  write(text: string): void {
    if ((this.#controller?.desiredSize ?? 1) <= 0) this.end();
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  end(): void {
    const controller = this.#controller;
    this.#close();
    controller?.close();
  }

  #close(): void {
    this.#controller = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#unwatch();
    this.#subscription?.stop();
  }
}

function frame(id: string, type: string, data: object): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
