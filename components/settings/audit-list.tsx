import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/forms/filter-form";
import { FormField } from "@/components/forms/form-field";
import { AUDIT_PATH } from "@/components/text/paths";
import { ExactTime, Time } from "@/components/text/time";
import { Input, Select } from "@/components/ui/field";
import { auditChanges } from "@/lib/dashboard/jobs/audit-changes";

/** An entry of the audit log as the screen shows it. */
interface ShownEntry {
  id: string;
  at: Date;
  actor: string;
  action: string;
  target: string;
  before: unknown;
  after: unknown;
  note: string | null;
  address: string | null;
  userAgent: string | null;
}

/** Who did what, newest first, with what it changed. */
export function AuditList({ entries }: { entries: readonly ShownEntry[] }) {
  return (
    <ol className="divide-y divide-border">
      {entries.map((entry) => (
        <AuditEntryItem key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function AuditEntryItem({ entry }: { entry: ShownEntry }) {
  const t = useTranslations("settings.audit");
  const { at, actor, action, target, note, address, userAgent } = entry;
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 text-sm lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-medium">{actor}</span>{" "}
          <code className="rounded-sm bg-muted px-1.5 py-0.5 font-mono text-xs">{action}</code>{" "}
          <span className="font-medium">{target}</span>
        </p>
        <p className="mt-1 text-xs text-muted-foreground" title={userAgent ?? undefined}>
          <Time at={at} /> · <ExactTime at={at} />
          {address && ` · ${t("address", { address })}`}
        </p>
        {note && <p className="mt-1 wrap-anywhere">{t("note", { note })}</p>}
      </div>
      <Changes before={entry.before} after={entry.after} />
    </li>
  );
}

function Changes({ before, after }: { before: unknown; after: unknown }) {
  const t = useTranslations("settings.audit");
  const changes = auditChanges(before, after);
  if (changes.length === 0) return <p className="text-xs text-muted-foreground">{t("unchanged")}</p>;
  return (
    <dl className="grid min-w-0 grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] content-start gap-x-4 gap-y-1 text-[0.8125rem]">
      {changes.map((change) => (
        <div key={change.field} className="contents">
          <dt className="wrap-anywhere text-muted-foreground">{change.field || t("value")}</dt>
          <dd className="flex min-w-0 flex-wrap items-baseline gap-x-1.5">
            <Side text={change.before} label={t("before")} />
            <ArrowRight aria-hidden className="size-3 shrink-0 self-center text-muted-foreground" />
            <Side text={change.after} label={t("after")} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Side({ text, label }: { text: string | null; label: string }) {
  const t = useTranslations("settings.audit");
  return (
    <span className="min-w-0 wrap-anywhere">
      <span className="sr-only">{label}: </span>
      {text === null ? (
        <span className="text-muted-foreground">{t("nothing")}</span>
      ) : (
        <code className="font-mono">{text}</code>
      )}
    </span>
  );
}

interface AuditFilterProps {
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  /** Who acted and what was done lately. */
  choices: { actors: readonly string[]; actions: readonly string[] };
}

/** Narrows the audit log. */
export function AuditFilter({ values, choices }: AuditFilterProps) {
  const t = useTranslations("settings.audit");
  return (
    <FilterForm id="audit" label={t("filter")} path={AUDIT_PATH} values={values} className="lg:grid-cols-3">
      <FormField id="audit-actor" label={t("who")}>
        <Choices name="actor" value={values.actor} any={t("anybody")} options={choices.actors} />
      </FormField>
      <FormField id="audit-action" label={t("what")}>
        <Choices name="action" value={values.action} any={t("anything")} options={choices.actions} />
      </FormField>
      <FormField id="audit-target" label={t("target")}>
        <Input id="audit-target" name="target" defaultValue={values.target} placeholder={t("targetHint")} />
      </FormField>
    </FilterForm>
  );
}

interface ChoicesProps {
  name: string;
  value: string | undefined;
  any: string;
  options: readonly string[];
}

/** A select that also offers what the address asks for, should it not be among the latest. */
function Choices({ name, value = "", any, options }: ChoicesProps) {
  const all = value === "" || options.includes(value) ? options : [...options, value];
  return (
    <Select id={`audit-${name}`} name={name} defaultValue={value}>
      <option value="">{any}</option>
      {all.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </Select>
  );
}
