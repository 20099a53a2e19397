"use client";

import { type ComponentProps, useActionState } from "react";
import { Notice } from "@/components/shell/notice";

/** What an action says when it did not do what was asked; null when it did. */
export type ActionAnswer = { error: string } | null;
export type FormAction = (previous: ActionAnswer, form: FormData) => Promise<ActionAnswer>;

/** A form that works before JavaScript and says beside itself why it was refused. */
export function ActionForm({
  action,
  children,
  ...props
}: Omit<ComponentProps<"form">, "action"> & { action: FormAction }) {
  const [answer, submit] = useActionState(action, null);
  return (
    <form action={submit} {...props}>
      {children}
      {answer && <Notice tone="failed">{answer.error}</Notice>}
    </form>
  );
}
