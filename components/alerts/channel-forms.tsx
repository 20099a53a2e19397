import { Bell, BellOff, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { MannerFields, TargetFields } from "@/components/alerts/channel-fields";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import { CHANNELS_PATH, hrefOf } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { PopOver } from "@/components/ui/pop-over";
import { CHANNEL_KINDS, type ChannelKind } from "@/lib/alerts/words/vocabulary";
import type { ListedChannel } from "@/lib/dashboard/alerts/channels";

/** The kinds of channel that can be made; the address says whose form is open. */
export function KindLinks({ chosen }: { chosen: ChannelKind | null }) {
  const t = useTranslations("channels");
  return (
    <nav aria-label={t("create")} className="flex flex-wrap gap-2">
      {CHANNEL_KINDS.map((kind) => (
        <Button key={kind} asChild size="sm" variant={kind === chosen ? "primary" : "outline"}>
          <Link
            href={hrefOf(CHANNELS_PATH, { new: kind === chosen ? null : kind })}
            scroll={false}
            aria-current={kind === chosen}
          >
            {t(`kind.${kind}`)}
          </Link>
        </Button>
      ))}
    </nav>
  );
}

interface NewChannelFormProps {
  kind: ChannelKind;
  categories: readonly string[];
  action: FormAction;
}

/** Makes a channel of one kind. */
export function NewChannelForm({ kind, categories, action }: NewChannelFormProps) {
  const t = useTranslations("channels");
  return (
    <ActionForm key={kind} action={action} className="flex max-w-3xl flex-col gap-4">
      <input type="hidden" name="kind" value={kind} />
      <NameField initial={t(`kind.${kind}`)} />
      <TargetFields kind={kind} channel={null} />
      <MannerFields channel={null} categories={categories} />
      <SubmitButton variant="primary" className="self-start">
        {t("submit")}
      </SubmitButton>
    </ActionForm>
  );
}

function NameField({ initial }: { initial: string }) {
  const t = useTranslations("channels.field");
  return (
    <FormField id="channel-name" label={t("name")}>
      <KeptInput id="channel-name" name="name" maxLength={100} defaultValue={initial} autoComplete="off" required />
    </FormField>
  );
}

interface ChannelFormProps {
  channel: ListedChannel;
  categories: readonly string[];
  action: FormAction;
}

/** Changes a channel; of one of the environment only how it is told. */
export function ChannelForm({ channel, categories, action }: ChannelFormProps) {
  const t = useTranslations("channels");
  const { id, version, name, kind, origin, settings } = channel;
  const { variable = "" } = Object(settings) as { variable?: string };
  return (
    <ActionForm key={version} action={action} className="flex max-w-3xl flex-col gap-4">
      <input type="hidden" name="channel" value={id} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="origin" value={origin} />
      <input type="hidden" name="kind" value={kind} />
      {origin === "environment" ? (
        <p className="text-sm text-muted-foreground">{t("ofEnvironment", { variable })}</p>
      ) : (
        <>
          <NameField initial={name} />
          <TargetFields kind={kind} channel={channel} />
        </>
      )}
      <MannerFields channel={channel} categories={categories} />
      <SubmitButton variant="primary" className="self-start">
        {t("save")}
      </SubmitButton>
    </ActionForm>
  );
}

/** Switches a channel on or off in one press. */
export function ChannelSwitch({ channel, action }: { channel: ListedChannel; action: FormAction }) {
  const t = useTranslations("channels");
  const { id, version, enabled } = channel;
  return (
    <ActionForm action={action} className="flex flex-col items-end gap-2">
      <input type="hidden" name="channel" value={id} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      <SubmitButton>
        {enabled ? <BellOff aria-hidden /> : <Bell aria-hidden />} {t(enabled ? "disable" : "enable")}
      </SubmitButton>
    </ActionForm>
  );
}

/** Deletes a channel, once it was asked for twice. */
export function ChannelRemoval({ channel: { id, name }, action }: { channel: ListedChannel; action: FormAction }) {
  const t = useTranslations("channels");
  const label = (
    <>
      <Trash2 aria-hidden /> {t("remove")}
    </>
  );
  return (
    <PopOver id="remove-channel" title={t("removeTitle", { name })} trigger={label} button={{ variant: "destructive" }}>
      <ActionForm action={action} className="flex flex-col gap-4">
        <input type="hidden" name="channel" value={id} />
        <p className="text-muted-foreground">{t("removeMeans")}</p>
        <SubmitButton variant="destructive" className="self-start">
          {label}
        </SubmitButton>
      </ActionForm>
    </PopOver>
  );
}
