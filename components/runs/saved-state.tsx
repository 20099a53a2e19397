import { ArrowRight, type LucideIcon, Minus, Pencil, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { JsonBlock, Notice, TextBlock } from "@/components/text/blocks";
import { jobTabPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { foreignWrites, type RunSaveEntry } from "@/lib/dashboard/runs/run-saves";
import { type StateChange, stateChanges } from "@/lib/dashboard/runs/state-changes";

interface SavedStateProps {
  jobName: string;
  saves: readonly RunSaveEntry[];
}

/** What a run changed of what its job remembers, from before its first save to after its last one. */
export function SavedState({ jobName, saves }: SavedStateProps) {
  const t = useTranslations("run.saved");
  if (saves.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-6">
        {saves.map((save) => (
          <section key={save.key} className="flex min-w-0 flex-col gap-3">
            <SaveFacts jobName={jobName} save={save} />
            <Difference save={save} />
          </section>
        ))}
      </CardContent>
    </Card>
  );
}

function SaveFacts({ jobName, save: { key, before, after, ...save } }: { jobName: string; save: RunSaveEntry }) {
  const t = useTranslations("run.saved");
  const versions = { from: before.version, to: after.version };
  return (
    <div>
      {key !== "" && <h3 className="mb-1 text-sm font-medium wrap-anywhere">{t("ofKey", { key })}</h3>}
      <p className="text-[0.8125rem] text-muted-foreground">
        {t(before.version === 0 ? "firstVersion" : "versions", versions)} · {t("times", { count: save.saves })} ·{" "}
        <Time at={save.lastSavedAt} /> ·{" "}
        {save.isLatest ? (
          t("latest")
        ) : (
          <Link href={jobTabPath(jobName, "state")} className="text-primary underline underline-offset-2">
            {t("older")}
          </Link>
        )}
      </p>
    </div>
  );
}

/** Without an earlier state there is one side only, and nothing to compare it with. */
function Difference({ save }: { save: RunSaveEntry }) {
  const t = useTranslations("run.saved");
  const others = foreignWrites(save);
  const changes = stateChanges(save);
  const isFirst = save.before.value === null;
  return (
    <>
      {isFirst && <Notice tone="info">{t(save.before.version === 0 ? "nothingBefore" : "resetBefore")}</Notice>}
      {others > 0 && <Notice tone="warning">{t("between", { count: others })}</Notice>}
      {changes && <StateChanges changes={changes} />}
      {isFirst && <Side of={save} side="after" />}
      {!isFirst && changes === null && <Sides of={save} />}
      {changes !== null && changes.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-muted-foreground">{t("wholes")}</summary>
          <div className="mt-2">
            <Sides of={save} />
          </div>
        </details>
      )}
    </>
  );
}

function Sides({ of }: { of: RunSaveEntry }) {
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <Side of={of} side="before" />
      <Side of={of} side="after" />
    </div>
  );
}

function Side({ of, side }: { of: RunSaveEntry; side: "before" | "after" }) {
  const t = useTranslations("run.saved");
  const { value, cutFrom } = of[side];
  const name = of.key === "" ? t(side) : `${t(side)}, ${t("ofKey", { key: of.key })}`;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="text-xs font-medium text-muted-foreground">{t(side)}</p>
      {cutFrom !== null && <Notice tone="warning">{t("cut", { kilobytes: Math.ceil(cutFrom / 1000) })}</Notice>}
      {cutFrom !== null && typeof value === "string" ? (
        <TextBlock text={value} label={name} />
      ) : (
        <JsonBlock value={value} label={name} />
      )}
    </div>
  );
}

/** More are found in the two sides in full. */
const MOST_SHOWN = 50;

const LOOKS: Record<StateChange["kind"], { icon: LucideIcon; tone: Tone }> = {
  added: { icon: Plus, tone: "success" },
  removed: { icon: Minus, tone: "failed" },
  changed: { icon: Pencil, tone: "running" },
};

/** Place by place: added, removed or changed, what it was and what it became. */
function StateChanges({ changes }: { changes: readonly StateChange[] }) {
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
