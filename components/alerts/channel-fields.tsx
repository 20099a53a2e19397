import { useTranslations } from "next-intl";
import { FormField } from "@/components/forms/form-field";
import { KeptCheckbox, KeptInput, KeptSelect, KeptTextarea } from "@/components/forms/kept-field";
import { Label } from "@/components/ui/field";
import { type ChannelKind, RULES, SEVERITIES } from "@/lib/alerts/words/vocabulary";
import type { ListedChannel } from "@/lib/dashboard/alerts/channels";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locales";

/** Where it leads: address and keys, which are never shown again, or recipients. */
export function TargetFields({ kind, channel }: { kind: ChannelKind; channel: ListedChannel | null }) {
  switch (kind) {
    case "slack":
    case "discord":
      return <AddressField kind={kind} isNew={channel === null} />;
    case "webhook":
      return (
        <>
          <AddressField kind={kind} isNew={channel === null} />
          <SecretField name="secret" hint={channel === null ? "secretHint" : "keptHint"} required={false} />
        </>
      );
    case "pagerduty":
      return (
        <SecretField
          name="routingKey"
          hint={channel === null ? "routingKeyHint" : "keptHint"}
          required={channel === null}
        />
      );
    case "email":
      return <RecipientsField channel={channel} />;
  }
}

function AddressField({ kind, isNew }: { kind: "slack" | "discord" | "webhook"; isNew: boolean }) {
  const t = useTranslations("channels.field");
  return (
    <FormField id="url" label={t("url")} hint={isNew ? t(`urlHint.${kind}`) : t("keptHint")}>
      <KeptInput id="url" name="url" type="url" autoComplete="off" required={isNew} aria-describedby="url-hint" />
    </FormField>
  );
}

interface SecretFieldProps {
  name: "secret" | "routingKey";
  hint: "keptHint" | "secretHint" | "routingKeyHint";
  required: boolean;
}

function SecretField({ name, hint, required }: SecretFieldProps) {
  const t = useTranslations("channels.field");
  return (
    <FormField id={name} label={t(name)} hint={t(hint)}>
      <KeptInput
        {...{ id: name, name, required }}
        type="password"
        autoComplete="off"
        aria-describedby={`${name}-hint`}
      />
    </FormField>
  );
}

function RecipientsField({ channel }: { channel: ListedChannel | null }) {
  const t = useTranslations("channels.field");
  const { to = [] } = Object(channel?.settings ?? {}) as { to?: string[] };
  return (
    <FormField id="to" label={t("to")} hint={t("toHint")}>
      <KeptTextarea id="to" name="to" defaultValue={to.join("\n")} aria-describedby="to-hint" required />
    </FormField>
  );
}

/** How it is told: language, from which severity on, of what, and when it is left alone. */
export function MannerFields(props: { channel: ListedChannel | null; categories: readonly string[] }) {
  const { channel, categories } = props;
  const t = useTranslations("channels.field");
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField id="locale" label={t("locale")}>
          <KeptSelect id="locale" name="locale" defaultValue={channel?.locale ?? LOCALES[0]}>
            {LOCALES.map((locale) => (
              <option key={locale} value={locale}>
                {LOCALE_NAMES[locale]}
              </option>
            ))}
          </KeptSelect>
        </FormField>
        <SeverityField channel={channel} />
      </div>
      <QuietFields channel={channel} />
      <CategoryBoxes channel={channel} categories={categories} />
      <RuleBoxes channel={channel} />
      <Box name="canary" label={t("canary")} checked={channel?.canary ?? false} />
      <Box name="enabled" label={t("enabled")} checked={channel?.enabled ?? true} />
    </>
  );
}

function SeverityField({ channel }: { channel: ListedChannel | null }) {
  const t = useTranslations("channels");
  return (
    <FormField id="min-severity" label={t("field.minSeverity")}>
      <KeptSelect id="min-severity" name="minSeverity" defaultValue={channel?.minSeverity ?? "info"}>
        {SEVERITIES.toReversed().map((severity) => (
          <option key={severity} value={severity}>
            {t(`tells.${severity}`)}
          </option>
        ))}
      </KeptSelect>
    </FormField>
  );
}

const EXAMPLE_ZONE = "Asia/Seoul";

function QuietFields({ channel }: { channel: ListedChannel | null }) {
  const t = useTranslations("channels.field");
  return (
    <fieldset className="flex flex-col gap-1.5">
      <div className="grid gap-4 sm:grid-cols-3">
        <FormField id="quiet-from" label={t("quietFrom")}>
          <KeptInput id="quiet-from" name="quietFrom" type="time" defaultValue={channel?.quietFrom ?? ""} />
        </FormField>
        <FormField id="quiet-until" label={t("quietUntil")}>
          <KeptInput id="quiet-until" name="quietUntil" type="time" defaultValue={channel?.quietUntil ?? ""} />
        </FormField>
        <FormField id="quiet-zone" label={t("quietZone")}>
          <KeptInput
            id="quiet-zone"
            name="quietZone"
            defaultValue={channel?.quietZone ?? ""}
            placeholder={EXAMPLE_ZONE}
            autoComplete="off"
          />
        </FormField>
      </div>
      <p className="text-xs text-muted-foreground">{t("quietHint")}</p>
    </fieldset>
  );
}

function CategoryBoxes(props: { channel: ListedChannel | null; categories: readonly string[] }) {
  const t = useTranslations("channels.field");
  const chosen = props.channel?.categories ?? [];
  return (
    <fieldset>
      <legend className="mb-1.5 text-[0.8125rem] font-medium">
        {t("categories")} <span className="font-normal text-muted-foreground">{t("categoriesHint")}</span>
      </legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {props.categories.map((category) => (
          <Box key={category} name="categories" value={category} label={category} checked={chosen.includes(category)} />
        ))}
      </div>
    </fieldset>
  );
}

function RuleBoxes({ channel }: { channel: ListedChannel | null }) {
  const t = useTranslations("channels.field");
  const words = useTranslations("words");
  const muted = channel?.mutedRules ?? ["release"];
  return (
    <fieldset>
      <legend className="mb-1.5 text-[0.8125rem] font-medium">{t("mutedRules")}</legend>
      <div className="grid gap-x-5 gap-y-2 sm:grid-cols-3">
        {RULES.map((rule) => (
          <Box
            key={rule}
            name="mutedRules"
            value={rule}
            label={words(`alerts.rule.${rule}`)}
            checked={muted.includes(rule)}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Box({
  name,
  value = "true",
  label,
  checked,
}: {
  name: string;
  value?: string;
  label: string;
  checked: boolean;
}) {
  return (
    <Label className="flex items-start gap-2 font-normal">
      <KeptCheckbox name={name} value={value} defaultChecked={checked} className="mt-0.5 shrink-0" /> {label}
    </Label>
  );
}
