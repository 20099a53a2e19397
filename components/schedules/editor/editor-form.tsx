"use client";
import { type ReactNode, useActionState, useEffect } from "react";
import { Kept } from "@/components/forms/kept-field";
import { Notice } from "@/components/text/blocks";
import { CRON_FIELDS, cronFieldsOf, expressionOfFields } from "@/lib/dashboard/schedules/cron-fields";
import { ConflictNotice } from "./conflict-notice";
import type { EditorAction, PreviewText } from "./editor-answer";
import { LivePreview, type PreviewLabels } from "./live-preview";

interface EditorFormProps {
  action: EditorAction;
  initialPreview: PreviewText;
  labels: PreviewLabels;
  buttons: ReactNode;
  children: ReactNode;
}

const FORM_ID = "schedule-editor";

/** The form of the editor: what was typed stays when it is refused, with and without a script. */
export function EditorForm({ action, initialPreview, labels, buttons, children }: EditorFormProps) {
  const [answer, submit] = useActionState(action, null);
  return (
    <form id={FORM_ID} action={submit} className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      {/* The Enter key presses a form's first button: that is saving, not the first preset. */}
      <button type="submit" tabIndex={-1} aria-hidden className="sr-only" />
      <Kept value={answer?.values ?? null}>
        <div className="flex min-w-0 flex-col gap-4">
          {answer?.conflict && <ConflictNotice conflict={answer.conflict} />}
          {children}
          {answer?.error && !answer.conflict && <Notice tone="failed">{answer.error}</Notice>}
          <div className="flex flex-wrap gap-2">{buttons}</div>
        </div>
        <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-4">
          <LivePreview formId={FORM_ID} action={action} preview={answer?.preview ?? initialPreview} labels={labels} />
        </div>
        <EditorScript formId={FORM_ID} />
      </Kept>
    </form>
  );
}

/** Keeps the expression and its five fields alike while one of them is typed in, and fills presets in place. */
function EditorScript({ formId }: { formId: string }) {
  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    const onInput = ({ target }: Event) => target instanceof HTMLInputElement && follow(form, target);
    const onClick = (event: Event) => {
      const button = event.target instanceof Element ? event.target.closest('button[name="preset"]') : null;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      fill(form, "expression", button.value);
      field(form, "expression")?.dispatchEvent(new Event("input", { bubbles: true }));
    };
    form.addEventListener("input", onInput);
    form.addEventListener("click", onClick);
    return () => {
      form.removeEventListener("input", onInput);
      form.removeEventListener("click", onClick);
    };
  }, [formId]);
  return null;
}

function follow(form: HTMLFormElement, { name }: HTMLInputElement): void {
  if (name === "expression") {
    const fields = cronFieldsOf(field(form, "expression")?.value ?? "");
    for (const [key, value] of Object.entries(fields)) fill(form, key, value);
  }
  if (CRON_FIELDS.some((key) => key === name)) {
    const fields = Object.fromEntries(CRON_FIELDS.map((key) => [key, field(form, key)?.value]));
    fill(form, "expression", expressionOfFields(fields) ?? "");
  }
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const input = field(form, name);
  if (input) input.value = value;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}
