import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RUNS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input, Label, Select } from "@/components/ui/field";
import type { RunEntry } from "@/lib/dashboard/runs/run-entry";

/** The filter as it stands in the address. */
export type LogFilterValues = Record<string, string>;

const STATUSES = [
  "success",
  "partial",
  "failed",
  "timed_out",
  "abandoned",
  "cancelled",
  "skipped",
  "started",
  "queued",
  "retrying",
] as const;

const FILTERS = ["q", "job_name", "schedule_id", "status", "trigger", "from", "to"];

/** A plain GET form: it works before JavaScript, and any change leads to page 1. */
export function LogFilterForm(props: {
  values: LogFilterValues;
  jobNames: readonly string[];
  triggers: readonly RunEntry["trigger"][];
}) {
  const { values, jobNames, triggers } = props;
  const t = useTranslations("runs");
  const words = useTranslations("words");
  const filtered = FILTERS.some((name) => values[name]);
  return (
    <search aria-label={t("filter.title")}>
      <form action={RUNS_PATH} className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
        <Field label={t("filter.text")} name="q" className="col-span-2 sm:col-span-3 lg:col-span-2">
          <Input id="log-q" type="search" name="q" defaultValue={values.q} placeholder={t("filter.search")} />
        </Field>
        <Field label={t("filter.job")} name="job_name">
          <Choices
            name="job_name"
            value={values.job_name}
            any={t("filter.allJobs")}
            options={toOptions(jobNames, (name) => name)}
          />
        </Field>
        <Field label={t("filter.schedule")} name="schedule_id">
          <Input id="log-schedule_id" name="schedule_id" defaultValue={values.schedule_id} maxLength={120} />
        </Field>
        <Field label={t("filter.status")} name="status">
          <Choices
            name="status"
            value={values.status}
            any={t("filter.anyStatus")}
            options={toOptions(STATUSES, (status) => t(`status.${status}`))}
          />
        </Field>
        <Field label={t("filter.trigger")} name="trigger">
          <Choices
            name="trigger"
            value={values.trigger}
            any={t("filter.anyTrigger")}
            options={toOptions(triggers, (trigger) => words(`trigger.${trigger}`))}
          />
        </Field>
        <Field label={t("filter.from")} name="from">
          <Input id="log-from" type="datetime-local" name="from" defaultValue={toLocal(values.from)} />
        </Field>
        <Field label={t("filter.to")} name="to">
          <Input id="log-to" type="datetime-local" name="to" defaultValue={toLocal(values.to)} />
        </Field>
        <div className="col-span-2 flex items-end gap-2 sm:col-span-1">
          {values.limit && <input type="hidden" name="limit" value={values.limit} />}
          <Button type="submit">{t("filter.submit")}</Button>
          {filtered && (
            <Button asChild variant="ghost">
              <Link href={RUNS_PATH}>{t("filter.clear")}</Link>
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}

function Field(props: { label: string; name: string; className?: string; children: ReactNode }) {
  const { label, name, className, children } = props;
  return (
    <div className={cn("flex min-w-0 flex-col gap-1", className)}>
      <Label htmlFor={`log-${name}`} className="text-xs text-muted-foreground">
        {label}
      </Label>
      {children}
    </div>
  );
}

interface ChoicesProps {
  name: string;
  value: string | undefined;
  any: string;
  options: Record<string, string>;
}

/** A select that also offers what the address asks for, should it not be among its own options. */
function Choices({ name, value = "", any, options }: ChoicesProps) {
  const all = value === "" || value in options ? options : { ...options, [value]: value };
  return (
    <Select id={`log-${name}`} name={name} defaultValue={value}>
      <option value="">{any}</option>
      {Object.entries(all).map(([word, label]) => (
        <option key={word} value={word}>
          {label}
        </option>
      ))}
    </Select>
  );
}

function toOptions<Value extends string>(values: readonly Value[], label: (value: Value) => string) {
  return Object.fromEntries(values.map((value) => [value, label(value)]));
}

/** What a `datetime-local` field shows for an instant in the address: minutes, in UTC. */
function toLocal(text: string | undefined): string {
  if (!text) return "";
  const date = new Date(/Z|[+-]\d\d:\d\d$/.test(text) || !text.includes("T") ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 16);
}
