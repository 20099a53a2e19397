"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Notice } from "@/components/text/blocks";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { wallClock } from "@/lib/dashboard/words/zone";
import type { EditorAction, PreviewText } from "./editor-answer";

export interface PreviewLabels {
  title: string;
  /** Column of the schedule's own zone; `{zone}` is put in. */
  zone: string;
  /** Column of the browser's zone; `{zone}` is put in. */
  mine: string;
  none: string;
  busy: string;
}

const QUIET_MS = 350;

/** What the form would do: words, the next runs and warnings; it follows the form while it is filled. */
export function LivePreview(props: {
  formId: string;
  action: EditorAction;
  preview: PreviewText;
  labels: PreviewLabels;
}) {
  const { formId, action, labels } = props;
  const { preview, busy } = useFollowed(formId, action, props.preview);
  const mine = useOwnZone();
  return (
    <Card aria-busy={busy}>
      <CardHeader>
        <CardTitle>{labels.title}</CardTitle>
        {busy && <span className="text-xs text-muted-foreground">{labels.busy}</span>}
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        <div aria-live="polite" className="flex flex-col gap-2">
          {preview.problem !== null && <Notice tone="warning">{preview.problem}</Notice>}
          {preview.words !== null && <p className="font-medium">{preview.words}</p>}
          {preview.warnings.map((warning) => (
            <Notice key={warning} tone="warning">
              {warning}
            </Notice>
          ))}
        </div>
        {preview.instants.length > 0 ? (
          <Instants preview={preview} mine={mine} labels={labels} />
        ) : (
          preview.problem === null && <p className="text-sm text-muted-foreground">{labels.none}</p>
        )}
      </CardContent>
    </Card>
  );
}

function Instants({ preview, mine, labels }: { preview: PreviewText; mine: string; labels: PreviewLabels }) {
  const head = "py-1 pr-3 text-left text-xs font-medium text-muted-foreground";
  return (
    <table className="w-full text-[0.8125rem]">
      <thead>
        <tr>
          <th scope="col" className={head}>
            {labels.zone.replace("{zone}", preview.zone)}
          </th>
          <th scope="col" className={head}>
            {labels.mine.replace("{zone}", mine)}
          </th>
        </tr>
      </thead>
      <tbody className="font-mono">
        {preview.instants.map(({ at, inZone }) => (
          <tr key={at} className="border-t border-border">
            <td className="py-1 pr-3">
              <time dateTime={at}>{inZone}</time>
            </td>
            <td className="py-1 pr-3 text-muted-foreground">
              <time dateTime={at}>{wallClock(new Date(at), mine)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Asks again a moment after the last change; an answer that was overtaken is thrown away. */
function useFollowed(formId: string, action: EditorAction, given: PreviewText) {
  const [followed, setFollowed] = useState<{ since: PreviewText; preview: PreviewText } | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const ask = async () => {
      const turn = ++asked;
      setBusy(true);
      const data = new FormData(form);
      data.set("intent", "preview");
      const preview = await action(null, data).then(
        (answer) => answer?.preview ?? null,
        () => null,
      );
      if (turn !== asked) return;
      setBusy(false);
      if (preview) setFollowed({ since: given, preview });
    };
    const onInput = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), QUIET_MS);
    };
    form.addEventListener("input", onInput);
    return () => {
      asked = Number.NaN;
      clearTimeout(timer);
      form.removeEventListener("input", onInput);
    };
  }, [formId, action, given]);
  return { preview: followed?.since === given ? followed.preview : given, busy };
}

/** The browser's time zone; UTC on the server, which does not know it. */
function useOwnZone(): string {
  return useSyncExternalStore(noChange, browserZone, () => "UTC");
}

const noChange = () => () => undefined;
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
