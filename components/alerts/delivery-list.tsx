import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MessageBadge } from "@/components/alerts/incident-timeline";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { channelPath, DELIVERIES_PATH } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { MESSAGE_KINDS, MESSAGE_STATES } from "@/lib/alerts/words/vocabulary";
import type { ListedChannel } from "@/lib/dashboard/alerts/channels";
import type { DeliveryTry, OutboxEntry } from "@/lib/dashboard/alerts/deliveries";
import { exactUtc, formatDuration } from "@/lib/dashboard/words/duration";

interface DeliveryListProps {
  messages: readonly OutboxEntry[];
  /** Null where the person may not. */
  retry: FormAction | null;
}

/** What was to be told, latest first, with each try and what the other side answered. */
export function DeliveryList({ messages, retry }: DeliveryListProps) {
  return (
    <ol className="divide-y divide-border">
      {messages.map((message) => (
        <li
          key={message.id}
          data-message={message.id}
          className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 text-sm"
        >
          <div className="min-w-0 flex-1 basis-72">
            <MessageLine message={message} />
            <Tries message={message} />
          </div>
          {retry && message.state === "dead" && <RetryButton message={message} action={retry} />}
        </li>
      ))}
    </ol>
  );
}

function MessageLine({ message }: { message: OutboxEntry }) {
  const t = useTranslations("channels.messages");
  const { kind, state, channelId, channelName, address, createdAt, nextAttemptAt, reason } = message;
  const isWaiting = state === "queued" && message.attempts > 0;
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <MessageBadge state={state} />
        <span className="font-medium">{t(`kinds.${kind}`)}</span>
        {channelId !== null && channelName !== null ? (
          <Link href={channelPath(channelId)} className="min-w-0 wrap-anywhere underline-offset-2 hover:underline">
            {channelName}
          </Link>
        ) : (
          <code className="min-w-0 font-mono text-xs wrap-anywhere">{address}</code>
        )}
        <span className="text-[0.8125rem] text-muted-foreground">
          <Time at={createdAt} />
        </span>
      </p>
      {state !== "delivered" && reason !== null && (
        <p className="mt-1 wrap-anywhere text-status-failed">
          {reason} {isWaiting && <>· {t.rich("next", { time: () => <Time at={nextAttemptAt} /> })}</>}
        </p>
      )}
    </>
  );
}

function Tries({ message: { tries } }: { message: OutboxEntry }) {
  const t = useTranslations("channels.messages");
  if (tries.length === 0) return <p className="mt-1 text-[0.8125rem] text-muted-foreground">{t("untried")}</p>;
  return (
    <ul aria-label={t("tries")} className="mt-1 flex flex-col gap-1 text-[0.8125rem] text-muted-foreground">
      {tries.map((tried) => (
        <TryLine key={tried.id} tried={tried} />
      ))}
    </ul>
  );
}

function TryLine({ tried: { at, attempt, outcome, duration, status, answer, error } }: { tried: DeliveryTry }) {
  const t = useTranslations("channels");
  const words = useTranslations("words");
  const values = { attempt, outcome: t(`messages.outcomes.${outcome}`), duration: formatDuration(words, duration) };
  const said = [status === null ? null : t("tested.status", { status: String(status) }), answer ?? error];
  return (
    <li className="wrap-anywhere">
      {t.rich("messages.attempt", { ...values, time: () => <Time at={at} /> })}
      {said.some(Boolean) && <code className="ml-1.5 font-mono text-xs">{said.filter(Boolean).join(" · ")}</code>}
    </li>
  );
}

function RetryButton({ message: { id, createdAt }, action }: { message: OutboxEntry; action: FormAction }) {
  const t = useTranslations("channels.messages");
  return (
    <ActionForm action={action} className="flex flex-col items-end gap-2">
      <input type="hidden" name="message" value={id} />
      <SubmitButton size="sm" aria-label={t("retryOne", { at: exactUtc(createdAt) })}>
        <RotateCcw aria-hidden /> {t("retry")}
      </SubmitButton>
    </ActionForm>
  );
}

interface DeliveryFilterProps {
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  channels: readonly ListedChannel[];
}

/** Narrows the messages; it works before JavaScript. */
export function DeliveryFilter({ values, channels }: DeliveryFilterProps) {
  const t = useTranslations("channels.messages");
  const states = useTranslations("incidents");
  const fields = {
    channel: channels.map(({ id, name }) => [id, name] as const),
    state: MESSAGE_STATES.map((state) => [state, states(`message.${state}`)] as const),
    kind: MESSAGE_KINDS.map((kind) => [kind, t(`kinds.${kind}`)] as const),
  };
  return (
    <search aria-label={t("filter")}>
      <form action={DELIVERIES_PATH} className="grid grid-cols-1 gap-3 sm:grid-cols-4">
        {(["channel", "state", "kind"] as const).map((name) => (
          <FormField key={name} id={`message-${name}`} label={t(name)}>
            <Select id={`message-${name}`} name={name} defaultValue={values[name]}>
              <option value="">{t("any")}</option>
              {fields[name].map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          </FormField>
        ))}
        <Button type="submit" className="self-end">
          {t("apply")}
        </Button>
      </form>
    </search>
  );
}
