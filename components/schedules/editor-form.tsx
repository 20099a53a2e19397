"use client";

import { type ReactNode, useActionState } from "react";
import { Kept } from "@/components/shell/kept-field";
import { Notice } from "@/components/shell/notice";
import { ConflictNotice } from "./conflict-notice";
import type { EditorAction, PreviewText } from "./editor-answer";
import { EditorScript } from "./editor-script";
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
