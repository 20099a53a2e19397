import { Bell, BellOff, CircleCheck, CircleDashed, CircleX, type LucideIcon, Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { channelPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { type ListedChannel, shownTarget } from "@/lib/dashboard/alerts/channels";

interface ChannelListProps {
  channels: readonly ListedChannel[];
  /** Null where the person may not. */
  test: FormAction | null;
}

/** Where people are told, how that goes, and the button that proves it. */
export function ChannelList({ channels, test }: ChannelListProps) {
  return (
    <ul className="divide-y divide-border">
      {channels.map((channel) => (
        <li
          key={channel.id}
          data-channel={channel.id}
          className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 py-3.5"
        >
          <ChannelLines channel={channel} />
          {test && <TestButton channel={channel} action={test} />}
        </li>
      ))}
    </ul>
  );
}

function ChannelLines({ channel }: { channel: ListedChannel }) {
  return (
    <div className="min-w-0 flex-1 basis-72 text-sm">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <Bell aria-hidden className="size-4 text-muted-foreground" />
        <Link href={channelPath(channel.id)} className="min-w-0 font-semibold wrap-anywhere hover:underline">
          {channel.name}
        </Link>
        <ChannelState channel={channel} />
      </div>
      <ChannelFacts channel={channel} />
    </div>
  );
}

/** What it is, where it leads without its secrets, what it is told of, and how the last messages went. */
export function ChannelFacts({ channel }: { channel: ListedChannel }) {
  const t = useTranslations("channels");
  const words = useTranslations("words");
  const { kind, origin, createdBy, minSeverity, categories, quietFrom, quietUntil, quietZone, canary } = channel;
  const { lastDeliveryAt, failingSince, failure } = channel;
  const quiet = quietFrom && quietUntil && quietZone && { from: quietFrom, until: quietUntil, zone: quietZone };
  const facts: Record<string, ReactNode> = {
    kind: t(`kind.${kind}`),
    target: <code className="font-mono text-xs wrap-anywhere">{shownTarget(channel)}</code>,
    origin: origin === "environment" ? t("of.environment") : t("of.person", { who: createdBy ?? words("none") }),
    tells: t(`tells.${minSeverity}`),
    categories: categories.join(", "),
    quiet: quiet && t("quiet", quiet),
    canary: canary && t("canary"),
    delivery: lastDeliveryAt && t.rich("lastDelivery", { time: () => <Time at={lastDeliveryAt} /> }),
  };
  return (
    <>
      <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-[0.8125rem] text-muted-foreground">
        {Object.entries(facts).map(([name, fact]) => fact && <li key={name}>{fact}</li>)}
      </ul>
      {failingSince && (
        <p className="mt-1 wrap-anywhere text-status-failed">
          {t.rich("failing", { why: failure ?? "", time: () => <Time at={failingSince} /> })}
        </p>
      )}
    </>
  );
}

type State = "arrives" | "failing" | "off" | "unproven";

const LOOKS: Record<State, { tone: Tone; icon: LucideIcon }> = {
  arrives: { tone: "success", icon: CircleCheck },
  failing: { tone: "failed", icon: CircleX },
  off: { tone: "idle", icon: BellOff },
  unproven: { tone: "idle", icon: CircleDashed },
};

/** How messages to it fare, in an icon and words. */
export function ChannelState({ channel }: { channel: ListedChannel }) {
  const t = useTranslations("channels.states");
  const state = stateOf(channel);
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {t(state)}
    </Badge>
  );
}

function stateOf({ enabled, failingSince, lastDeliveryAt }: ListedChannel): State {
  if (!enabled) return "off";
  if (failingSince !== null) return "failing";
  return lastDeliveryAt === null ? "unproven" : "arrives";
}

/** Sends a test and shows beside itself what the other side said. */
export function TestButton({ channel: { id, name }, action }: { channel: ListedChannel; action: FormAction }) {
  const t = useTranslations("channels");
  return (
    <ActionForm action={action} className="flex max-w-full flex-col items-start gap-2 sm:max-w-96 sm:items-end">
      <input type="hidden" name="channel" value={id} />
      <SubmitButton size="sm" aria-label={t("testOne", { name })}>
        <Send aria-hidden /> {t("test")}
      </SubmitButton>
    </ActionForm>
  );
}
