import type { ChannelKind } from "../words/vocabulary.ts";
import type { ChannelWay } from "./channel.ts";
import { discord } from "./discord.ts";
import { email } from "./email.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

/** Every way of telling people, by kind. None loads a package before it sends something. */
export const channelWays: Readonly<Record<ChannelKind, ChannelWay>> = {
  ...{ slack, discord, email, webhook, pagerduty },
};
