import { z } from "zod";
import { channelChangeBody, newChannelBody } from "../../commands/channel-body.ts";
import { deliveriesQuery } from "../../dashboard/alerts/deliveries.ts";
import { channel, firstTry, message } from "./alert-schemas.ts";
import { failure } from "./errors.ts";
import { needs, type Operation } from "./operation.ts";
import { done, nextCursor, success } from "./values.ts";

const SEE = needs("alerts:view");
const STEER = needs("alerts:steer");
const CONFIGURE = needs("alerts:configure");

const NO_CHANNEL = failure("There is no such channel, or not any more (unknown_channel)");
const NOT_THIS_CHANNEL = failure(
  "Somebody else changed it meanwhile (version_conflict), or it is the environment's (channel_of_environment)",
);
const NO_KEYS = failure(
  "TOKEN_KEYS is not set, so no address or key can be kept (no_token_keys), or the database does not answer (database_unavailable)",
);
const thatChannel = { description: "The channel, without its secrets", schema: success({ channel }) };

/** Where people are told, and what was sent there. */
export const ALERT_CHANNELS: readonly Operation[] = [
  {
    route: "GET /api/admin/alert-deliveries",
    id: "listDeliveries",
    tag: "Alerts",
    summary: "List messages with each try",
    access: SEE,
    query: deliveriesQuery,
    answers: {
      200: {
        description: "A page of messages, latest first",
        schema: success({ messages: z.array(message), nextCursor }),
      },
    },
  },
  {
    route: "POST /api/admin/alert-deliveries/[id]/retry",
    id: "retryDelivery",
    tag: "Alerts",
    summary: "Send a message again that was given up",
    access: STEER,
    answers: {
      200: { description: "It is on its way again", schema: done },
      404: failure("There is no such message, or not any more (unknown_message)"),
      409: failure("It was not given up (message_not_dead)"),
    },
  },
  {
    route: "GET /api/admin/alert-channels",
    id: "listAlertChannels",
    tag: "Alerts",
    summary: "List channels, without their secrets",
    access: SEE,
    answers: { 200: { description: "Every channel", schema: success({ channels: z.array(channel) }) } },
  },
  {
    route: "POST /api/admin/alert-channels",
    id: "createAlertChannel",
    tag: "Alerts",
    summary: "Make a channel",
    description: "Its address and keys are sealed and shown nowhere. A private or unreachable address is refused.",
    access: CONFIGURE,
    body: newChannelBody,
    example: { name: "On call", kind: "slack", secrets: { url: "https://hooks.slack.com/services/…" } },
    answers: {
      201: {
        description: "The channel, and the secret that was made for a webhook: it is shown here and nowhere else",
        schema: success({ channel, signingSecret: z.string().nullable() }),
      },
      503: NO_KEYS,
    },
  },
  {
    route: "GET /api/admin/alert-channels/[id]",
    id: "getAlertChannel",
    tag: "Alerts",
    summary: "Read a channel",
    access: SEE,
    answers: { 200: thatChannel, 404: NO_CHANNEL },
  },
  {
    route: "PATCH /api/admin/alert-channels/[id]",
    id: "changeAlertChannel",
    tag: "Alerts",
    summary: "Change a channel, or switch it on or off",
    access: CONFIGURE,
    body: channelChangeBody,
    example: { version: 1, minSeverity: "warning" },
    answers: { 200: thatChannel, 404: NO_CHANNEL, 409: NOT_THIS_CHANNEL, 503: NO_KEYS },
  },
  {
    route: "DELETE /api/admin/alert-channels/[id]",
    id: "deleteAlertChannel",
    tag: "Alerts",
    summary: "Delete a channel",
    access: CONFIGURE,
    answers: { 200: { description: "It is deleted", schema: done }, 404: NO_CHANNEL, 409: NOT_THIS_CHANNEL },
  },
  {
    route: "POST /api/admin/alert-channels/[id]/test",
    id: "testAlertChannel",
    tag: "Alerts",
    summary: "Send a test message",
    access: CONFIGURE,
    answers: {
      200: {
        description: "What the other side said; null when it was not tried within 15 s",
        schema: success({ answer: firstTry.nullable() }),
      },
      404: NO_CHANNEL,
    },
  },
];
