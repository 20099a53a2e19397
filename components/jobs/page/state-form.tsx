"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Notice } from "@/components/text/blocks";
import { Button } from "@/components/ui/button";
import { Label, Textarea } from "@/components/ui/field";
import { auditChanges, type StateRefusal, stateRefusalOf } from "@/lib/dashboard/jobs/audit-changes";

export interface StateFormProps {
  action: FormAction;
  jobName: string;
  stateKey: string;
  /** The version that is on the screen: a change of any other one is refused. */
  version: number;
  value: unknown;
  hint: string;
  /** Where "Cancel" leads. */
  back: string;
}

const ROWS = 12;

/** Edits a state as JSON. What the person wrote stays when it is refused, with what somebody else changed meanwhile. */
export function StateForm({ action, jobName, stateKey, version, value, hint, back }: StateFormProps) {
  const t = useTranslations("client.state");
  const [answer, submit] = useActionState(action, null);
  const error = answer && "error" in answer ? answer : null;
  const refusal = stateRefusalOf(error?.details);
  const [text, setText] = useState(refusal?.draft ?? JSON.stringify(value ?? {}, null, 2));
  const id = `state-${stateKey}`;
  return (
    <form action={submit} className="flex flex-col gap-3">
      <input type="hidden" name="job" value={jobName} />
      <input type="hidden" name="key" value={stateKey} />
      <input type="hidden" name="version" value={refusal?.conflict?.version ?? version} />
      <Label htmlFor={id}>{t("json")}</Label>
      <Textarea
        id={id}
        name="text"
        rows={ROWS}
        value={text}
        onChange={(event) => setText(event.target.value)}
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        className="font-mono text-xs"
      />
      <p id={`${id}-hint`} className="text-xs text-muted-foreground">
        {hint}
      </p>
      {refusal?.conflict && <Conflict seen={value} conflict={refusal.conflict} />}
      {error && !refusal?.conflict && <Notice tone="failed">{error.error}</Notice>}
      <div className="flex gap-2">
        <SubmitButton variant="primary">{t("save")}</SubmitButton>
        <Button asChild variant="ghost">
          <Link href={back}>{t("cancel")}</Link>
        </Button>
      </div>
    </form>
  );
}

const RUN_ID = /^[0-9a-f-]{36}$/;

function Conflict({ seen, conflict }: { seen: unknown; conflict: NonNullable<StateRefusal["conflict"]> }) {
  const t = useTranslations("client.state");
  const { version, by, value } = conflict;
  const who = RUN_ID.test(by) ? t("run", { id: by.slice(-8) }) : by;
  return (
    <Notice tone="failed">
      <p>{t("stale", { version, who })}</p>
      <p className="mt-2 font-medium">{t("changes")}</p>
      <ul className="font-mono text-xs">
        {auditChanges(seen, value).map(({ field, before, after }) => (
          <li key={field} className="wrap-anywhere">
            {field || t("whole")}: {before ?? t("nothing")} → {after ?? t("nothing")}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
