"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useActionState, useState } from "react";
import { Kept, typedIn } from "@/components/shell/kept-field";
import { Notice } from "@/components/shell/notice";
import { type ShownOnce, ShownSecret } from "@/components/shell/shown-secret";

/** What an action says: why it did not do what was asked, or what came of it; null when there is nothing to say. */
export type ActionAnswer =
  | { error: string; details?: unknown }
  | { said: string }
  | { shown: ShownOnce }
  | { begun: { runId: string; jobName: string } }
  | null;
export type FormAction = (previous: ActionAnswer, form: FormData) => Promise<ActionAnswer>;

/**
 * A form that works before JavaScript and says beside itself what came of it. What was typed into fields of
 * `kept-field.tsx` stays when it is refused.
 */
export function ActionForm({
  action,
  children,
  ...props
}: Omit<ComponentProps<"form">, "action"> & { action: FormAction }) {
  const [answer, submit] = useActionState(action, null);
  const [sent, setSent] = useState<Record<string, string> | null>(null);
  return (
    <form action={submit} onSubmit={(event) => setSent(typedIn(event.currentTarget))} {...props}>
      <Kept value={answer && "error" in answer ? sent : null}>{children}</Kept>
      {answer && <Answer answer={answer} />}
    </form>
  );
}

function Answer({ answer }: { answer: NonNullable<ActionAnswer> }) {
  const t = useTranslations("client");
  if ("shown" in answer) return <ShownSecret shown={answer.shown} />;
  if ("begun" in answer) return <Notice tone="done">{t("live.started", { job: answer.begun.jobName })}</Notice>;
  if ("said" in answer) return <Notice tone="done">{answer.said}</Notice>;
  return <Notice tone="failed">{answer.error}</Notice>;
}
