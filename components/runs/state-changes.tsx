import { ArrowRight, type LucideIcon, Minus, Pencil, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge, type Tone } from "@/components/ui/badge";
import type { StateChange } from "@/lib/dashboard/state-changes";

/** More are found in the two sides in full. */
const MOST_SHOWN = 50;

const LOOKS: Record<StateChange["kind"], { icon: LucideIcon; tone: Tone }> = {
  added: { icon: Plus, tone: "success" },
  removed: { icon: Minus, tone: "failed" },
  changed: { icon: Pencil, tone: "running" },
};

/** Place by place: added, removed or changed, what it was and what it became. */
export function StateChanges({ changes }: { changes: readonly StateChange[] }) {
  const t = useTranslations("run.saved");
  if (changes.length === 0) return <p className="text-sm text-muted-foreground">{t("same")}</p>;
  return (
    <div className="@container">
      <ul aria-label={t("changes")} className="divide-y divide-border rounded-md border border-border">
        {changes.slice(0, MOST_SHOWN).map((change) => (
          <ChangeRow key={change.path} change={change} />
        ))}
      </ul>
      {changes.length > MOST_SHOWN && (
        <p className="mt-2 text-[0.8125rem] text-muted-foreground">
          {t("more", { count: changes.length - MOST_SHOWN })}
        </p>
      )}
    </div>
  );
}

function ChangeRow({ change: { path, kind, before, after } }: { change: StateChange }) {
  const t = useTranslations("run.saved");
  const { icon: Icon, tone } = LOOKS[kind];
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 px-3 py-2 text-[0.8125rem] @lg:grid-cols-[5.5rem_minmax(5rem,1fr)_minmax(0,2.5fr)]">
      <Badge tone={tone}>
        <Icon aria-hidden /> {t(`change.${kind}`)}
      </Badge>
      <span className="min-w-0 font-medium wrap-anywhere">{path || t("value")}</span>
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <ChangedValue text={before} label={t("before")} />
        <ArrowRight aria-hidden className="size-3.5 shrink-0 self-center text-muted-foreground" />
        <ChangedValue text={after} label={t("after")} />
      </span>
    </li>
  );
}

function ChangedValue({ text, label }: { text: string | null; label: string }) {
  const t = useTranslations("run.saved");
  return (
    <span className="min-w-0 wrap-anywhere">
      <span className="sr-only">{label}: </span>
      {text === null ? (
        <span className="text-muted-foreground">{t("nothing")}</span>
      ) : (
        <code className="line-clamp-3 font-mono" title={text}>
          {text}
        </code>
      )}
    </span>
  );
}
