import { z } from "zod";
import { CHANNEL_KINDS, RULES, SEVERITIES } from "../alerts/words/vocabulary.ts";
import { problemOf } from "../dashboard/words/issue-words.ts";
import { isZone } from "../dashboard/words/zone.ts";
import { LOCALES } from "../i18n/locales.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "expected a time of day such as 22:00");

/** Local times of a zone in which only what is critical is told at once; they may go over midnight. */
const quietHours = z
  .strictObject({ from: timeOfDay, until: timeOfDay, zone: z.string().max(64) })
  .refine(({ zone }) => isZone(zone), { path: ["zone"], ...problemOf("no_zone", {}) })
  .refine(({ from, until }) => from !== until, { path: ["until"], ...problemOf("quiet_all_day", {}) });

/** What of a channel anybody with the permission may change, also of one of the environment. */
const manner = {
  enabled: z.boolean(),
  locale: z.enum(LOCALES),
  minSeverity: z.enum(SEVERITIES),
  /** Rules that it is not told of. */
  mutedRules: z.array(z.enum(RULES)),
  /** Categories that it is told of; empty: all. */
  categories: z.array(z.string().max(100)).max(50),
  quietHours: quietHours.nullable(),
  /** A message a day that proves that it arrives. */
  canary: z.boolean(),
};

const name = z.string().trim().min(1).max(100);
/** Address and keys: kept sealed, never shown. Which there are depends on the kind. */
const secrets = z.record(z.string(), z.string().trim().max(2_000));
/** What is no secret, by kind: the recipients of mails. */
const settings = z.record(z.string(), z.union([z.string().max(500), z.array(z.string().max(320)).max(50)]));

/** Body of `POST /api/admin/alert-channels`. */
export const newChannelBody = z.strictObject({
  name,
  kind: z.enum(CHANNEL_KINDS),
  secrets: secrets.default({}),
  settings: settings.default({}),
  enabled: manner.enabled.default(true),
  locale: manner.locale.default("en"),
  minSeverity: manner.minSeverity.default("info"),
  mutedRules: manner.mutedRules.default(["release"]),
  categories: manner.categories.default([]),
  quietHours: manner.quietHours.default(null),
  canary: manner.canary.default(false),
});
export type NewChannel = z.output<typeof newChannelBody>;

/** Body of `PATCH /api/admin/alert-channels/<id>`: what is absent stays; `version` is the one that was looked at. */
export const channelChangeBody = z.strictObject({
  version: z.int().min(1),
  name: name.optional(),
  secrets: secrets.optional(),
  settings: settings.optional(),
  enabled: manner.enabled.optional(),
  locale: manner.locale.optional(),
  minSeverity: manner.minSeverity.optional(),
  mutedRules: manner.mutedRules.optional(),
  categories: manner.categories.optional(),
  quietHours: manner.quietHours.optional(),
  canary: manner.canary.optional(),
});
export type ChannelChange = z.output<typeof channelChangeBody>;
