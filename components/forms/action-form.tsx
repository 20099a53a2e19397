"use client";
import { useTranslations } from "next-intl";
import { type ComponentProps, useActionState, useState } from "react";
import { useFormStatus } from "react-dom";
import { Kept, typedIn } from "@/components/forms/kept-field";
import { Notice } from "@/components/text/blocks";
import { type SecretShownOnce, ShownSecret } from "@/components/text/copy";
import { Button, type ButtonProps } from "@/components/ui/button";

/** What an action says: why it did not do what was asked, or what came of it; null when there is nothing to say. */
type FormAnswer =
  | { error: string; details?: unknown }
  | { said: string }
  | { shown: SecretShownOnce }
  | { begun: { runId: string; jobName: string } }
  | null;
export type FormAction = (previous: FormAnswer, form: FormData) => Promise<FormAnswer>;

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

function Answer({ answer }: { answer: NonNullable<FormAnswer> }) {
  const t = useTranslations("client");
  if ("shown" in answer) return <ShownSecret shown={answer.shown} />;
  if ("begun" in answer) return <Notice tone="done">{t("live.started", { job: answer.begun.jobName })}</Notice>;
  if ("said" in answer) return <Notice tone="done">{answer.said}</Notice>;
  return <Notice tone="failed">{answer.error}</Notice>;
}

/** A button that sends its form once: while the answer is awaited it stays focused but does nothing. */
export function SubmitButton(props: Omit<ButtonProps, "type" | "asChild">) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      {...props}
    />
  );
}
