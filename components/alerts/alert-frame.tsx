import { BellOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { PageHeader } from "@/components/frame/page-header";
import { Notice } from "@/components/text/blocks";
import { ALERT_RULES_PATH, ALERTS_PATH, CHANNELS_PATH, DELIVERIES_PATH, SILENCES_PATH } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { cn } from "@/components/ui/cn";
import type { ListedSilence } from "@/lib/dashboard/alerts/silences";

const TABS = {
  incidents: ALERTS_PATH,
  silences: SILENCES_PATH,
  rules: ALERT_RULES_PATH,
  channels: CHANNELS_PATH,
  deliveries: DELIVERIES_PATH,
};
type AlertTab = keyof typeof TABS;

interface AlertFrameProps {
  tab: AlertTab;
  description: string;
  /** Beside the title. */
  beside?: ReactNode;
  /** Whether anybody would be told of an incident. */
  isAnybodyTold: boolean;
  children: ReactNode;
}

/** What the screens of alerts share: the way to the others, and that nobody would be told. */
export function AlertFrame({ tab, description, beside, isAnybodyTold, children }: AlertFrameProps) {
  const t = useTranslations("incidents");
  return (
    <>
      <PageHeader
        title={tab === "incidents" ? t("title") : t(`tabs.${tab}`)}
        description={description}
        {...crumbsOf(tab, t("title"))}
      >
        {beside}
      </PageHeader>
      <nav aria-label={t("tabs.label")} className="mb-4 overflow-x-auto border-b border-border">
        <ul className="flex gap-1">
          {(Object.keys(TABS) as AlertTab[]).map((name) => (
            <li key={name}>
              <Link
                href={TABS[name]}
                aria-current={name === tab ? "page" : undefined}
                className={cn(
                  "-mb-px inline-block border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
                  name === tab
                    ? "border-primary text-foreground"
                    : "border-transparent text-muted-foreground hover:text-foreground",
                )}
              >
                {t(`tabs.${name}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex flex-col gap-4">
        {!isAnybodyTold && <NobodyTold />}
        {children}
      </div>
    </>
  );
}

const crumbsOf = (tab: AlertTab, label: string) =>
  tab === "incidents" ? {} : { crumbs: [{ href: ALERTS_PATH, label }] };

/** Says in one line that nobody would be told, with the way to mend it. */
export function NobodyTold() {
  const t = useTranslations("incidents");
  return (
    <Notice tone="warning">
      {t.rich("nobody", {
        link: (chunks) => (
          <Link href={CHANNELS_PATH} className="font-medium underline underline-offset-2">
            {chunks}
          </Link>
        ),
      })}
    </Notice>
  );
}

/** Stands above what is silenced while that is in force: what, until when, why, by whom, and the way out. */
export function SilenceBanner({ silences, end }: { silences: readonly ListedSilence[]; end: FormAction | null }) {
  const t = useTranslations("incidents.silences");
  if (silences.length === 0) return null;
  return (
    <section
      aria-label={t("bannerTitle")}
      className="flex flex-col gap-2 rounded-lg border border-status-warning/40 bg-status-warning-bg px-4 py-3 text-sm text-status-warning"
    >
      {silences.map((silence) => (
        <SilenceLine key={silence.id} silence={silence} end={end} />
      ))}
    </section>
  );
}

function SilenceLine({ silence, end }: { silence: ListedSilence; end: FormAction | null }) {
  const t = useTranslations("incidents.silences");
  const { id, subject, until, reason, actor, createdAt } = silence;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex min-w-0 items-start gap-3">
        <BellOff aria-hidden className="mt-0.5 size-5 shrink-0" />
        <div className="min-w-0 wrap-anywhere">
          <p className="font-semibold">{t.rich("banner", { subject, time: () => <Time at={until} /> })}</p>
          <p>
            {reason} · {t.rich("by", { who: actor, time: () => <Time at={createdAt} /> })}
          </p>
        </div>
      </div>
      {end && <EndSilence id={id} subject={subject} action={end} />}
    </div>
  );
}

/** Ends a silence before its time. */
export function EndSilence({ id, subject, action }: { id: string; subject: string; action: FormAction }) {
  const t = useTranslations("incidents.silences");
  return (
    <ActionForm action={action} className="flex flex-col items-end gap-2">
      <input type="hidden" name="silence" value={id} />
      <SubmitButton size="sm" aria-label={t("endOne", { subject })}>
        {t("end")}
      </SubmitButton>
    </ActionForm>
  );
}
