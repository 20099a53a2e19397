import type { Pool } from "pg";
import type { ChannelKind } from "../words/vocabulary.ts";

/** A channel that the environment names: its row has the id `env-<kind>`, its secrets stay in the environment. */
export interface EnvironmentChannel {
  kind: ChannelKind;
  name: string;
  /** Whose value makes it. */
  variable: string;
  secrets: unknown;
  /** No secret: what is shown of it. */
  settings: Readonly<Record<string, string | readonly string[]>>;
}

/** What the environment says of channels; null where a variable is unset. */
export interface ChannelVariables {
  slackUrl: string | null;
  discordUrl: string | null;
  pagerduty: { routingKey: string; url: string } | null;
  /** Recipients of mail; none: no channel. */
  alertEmail: readonly string[];
}

/** The channels that these variables make. */
export function environmentChannels(variables: ChannelVariables): EnvironmentChannel[] {
  const { slackUrl, discordUrl, pagerduty, alertEmail: to } = variables;
  const channels: (EnvironmentChannel | null)[] = [
    slackUrl === null ? null : ofAddress("slack", "Slack", slackUrl),
    discordUrl === null ? null : ofAddress("discord", "Discord", discordUrl),
    pagerduty && {
      kind: "pagerduty",
      name: "PagerDuty",
      variable: "PAGERDUTY_ROUTING_KEY",
      secrets: { routingKey: pagerduty.routingKey },
      settings: { url: pagerduty.url },
    },
    to.length === 0 ? null : { kind: "email", name: "E-mail", variable: "ALERT_EMAIL", secrets: {}, settings: { to } },
  ];
  return channels.filter((channel) => channel !== null);
}

function ofAddress(kind: "slack" | "discord", name: string, url: string): EnvironmentChannel {
  return {
    kind,
    name,
    variable: `${kind.toUpperCase()}_WEBHOOK_URL`,
    secrets: { url },
    settings: { host: new URL(url).host },
  };
}

export const environmentChannelId = (kind: ChannelKind): string => `env-${kind}`;

/** A row that was put aside because its variable was unset comes back; one that a person switched off stays so. */
const FOLLOW = `
  insert into alert_channels as c (id, name, kind, origin, settings) values ($1, $2, $3, 'environment', $4)
  on conflict (id) do update set settings = excluded.settings, enabled = c.enabled or c.settings ? 'unset',
    version = c.version + 1, failing_since = null, failure = null
  where c.settings <> excluded.settings`;
const PUT_ASIDE = `
  update alert_channels set enabled = false, settings = settings || '{"unset": true}', version = version + 1
  where origin = 'environment' and enabled and id <> all($1)`;

/** Lets the rows of the environment's channels follow it: made, changed, and switched off where a variable is unset. */
export async function followEnvironment(
  pool: Pick<Pool, "query">,
  channels: readonly EnvironmentChannel[],
): Promise<void> {
  for (const { kind, name, variable, settings } of channels) {
    const shown = JSON.stringify({ variable, ...settings });
    await pool.query(FOLLOW, [environmentChannelId(kind), name, kind, shown]);
  }
  await pool.query(PUT_ASIDE, [channels.map(({ kind }) => environmentChannelId(kind))]);
}
