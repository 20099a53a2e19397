import { CircleAlert, CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/forms/filter-form";
import { FormField } from "@/components/forms/form-field";
import { CALLS_PATH, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { Input, Select } from "@/components/ui/field";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { CallEntry, PlatformCall } from "@/lib/dashboard/health/calls";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** What reached the cron routes, newest first. */
export function CallTable({ calls }: { calls: readonly CallEntry[] }) {
  const t = useTranslations("health.calls");
  return (
    <ScrollBox label={t("title")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("at")}</TableHead>
            <TableHead>{t("answer")}</TableHead>
            <TableHead>{t("call")}</TableHead>
            <TableHead>{t("caller")}</TableHead>
            <TableHead>{t("took")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function CallRow({ call }: { call: CallEntry }) {
  const t = useTranslations("health.calls");
  const words = useTranslations("words");
  return (
    <TableRow>
      <TableCell>
        <Time at={call.at} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <AnswerBadge call={call} />
        {call.reason && <span className="ml-1.5 font-mono text-xs text-muted-foreground">{call.reason}</span>}
        {call.sampled > 0 && (
          <span className="block text-xs text-muted-foreground">{t("sampled", { count: call.sampled })}</span>
        )}
      </TableCell>
      <TableCell className="font-mono text-xs whitespace-nowrap">
        {call.method}{" "}
        {call.runId ? (
          <Link href={runPath(call.runId)} className="text-primary underline underline-offset-2">
            {call.path}
          </Link>
        ) : (
          call.path
        )}
        {call.schedule && <span className="block text-muted-foreground">{call.schedule}</span>}
      </TableCell>
      <TableCell className="min-w-36 text-xs">
        <span className="block max-w-56 truncate" title={call.agent ?? undefined}>
          {call.agent ?? t("noAgent")}
        </span>
        <span className="text-muted-foreground">{call.address}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap">{formatDuration(words, call.duration)}</TableCell>
    </TableRow>
  );
}

function AnswerBadge({ call: { status, runId } }: { call: CallEntry }) {
  const [tone, Icon]: [Tone, typeof CircleX] =
    status < 400 ? ["success", CircleCheck] : runId === null ? ["warning", TriangleAlert] : ["failed", CircleX];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {status}
    </Badge>
  );
}

/** What vercel.json has the platform call, and when it last did. */
export function PlatformCallTable({ calls, expected }: { calls: readonly PlatformCall[]; expected: boolean }) {
  const t = useTranslations("health.platform");
  return (
    <ScrollBox label={t("title")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("path")}</TableHead>
            <TableHead>{t("schedule")}</TableHead>
            <TableHead>{t("last")}</TableHead>
            <TableHead>{t("state")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <TableRow key={`${call.path} ${call.schedule}`}>
              <TableCell className="font-mono text-xs whitespace-nowrap">{call.path}</TableCell>
              <TableCell className="font-mono text-xs whitespace-nowrap">{call.schedule}</TableCell>
              <TableCell className="whitespace-nowrap">
                {call.lastAt ? <Time at={call.lastAt} /> : <span className="text-muted-foreground">{t("never")}</span>}
                {call.status !== null && <span className="text-muted-foreground"> · {call.status}</span>}
              </TableCell>
              <TableCell>
                <CallState call={call} expected={expected} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function CallState({ call, expected }: { call: PlatformCall; expected: boolean }) {
  const t = useTranslations("health.platform.states");
  if (!expected) {
    return (
      <Badge tone="idle">
        <CircleDashed aria-hidden /> {t("notExpected")}
      </Badge>
    );
  }
  return call.overdue ? (
    <Badge tone="warning">
      <CircleAlert aria-hidden /> {t("overdue")}
    </Badge>
  ) : (
    <Badge tone="success">
      <CircleCheck aria-hidden /> {t("called")}
    </Badge>
  );
}

/** Narrows the calls. */
export function CallFilter({ values, paths }: { values: Record<string, string>; paths: readonly string[] }) {
  const t = useTranslations("health.calls");
  return (
    <FilterForm id="call" label={t("filter")} path={CALLS_PATH} values={values} className="lg:grid-cols-4">
      <FormField id="call-path" label={t("path")}>
        <Input id="call-path" name="path" defaultValue={values.path} list="call-paths" />
        <datalist id="call-paths">
          {paths.map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      </FormField>
      <FormField id="call-refused" label={t("which")}>
        <Select id="call-refused" name="refused" defaultValue={values.refused}>
          <option value="">{t("all")}</option>
          <option value="true">{t("onlyRefused")}</option>
        </Select>
      </FormField>
      <FormField id="call-status" label={t("status")}>
        <Input id="call-status" name="status" inputMode="numeric" defaultValue={values.status} />
      </FormField>
      <FormField id="call-reason" label={t("reason")}>
        <Input id="call-reason" name="reason" defaultValue={values.reason} />
      </FormField>
    </FilterForm>
  );
}
