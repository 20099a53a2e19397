"use client";
import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useActionState, useEffect, useEffectEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { type FormAction, SubmitButton } from "@/components/forms/action-form";
import { useLiveSignals, usePageRefresh } from "@/components/live/live";
import type { HeardRun } from "@/components/live/live-source";
import { expectRows } from "@/components/text/expected-rows";
import { runPath } from "@/components/text/paths";

const FAILED = ["failed", "timed_out", "abandoned"];

export interface QuickRunProps {
  action: FormAction;
  /** The key of the first run; the next ones get theirs here. A double click makes one run. */
  requestKey: string;
  label: string;
  /** Fields that say which job. */
  children: ReactNode;
}

/**
 * Runs a job and stays on the page: the run appears on top of the list, and if it is refused or fails a toast says why.
 * Before JavaScript the answer is the run's own page.
 */
export function QuickRun({ action, requestKey, label, children }: QuickRunProps) {
  const t = useTranslations("client");
  const [answer, submit] = useActionState(action, null);
  const [key, setKey] = useState(requestKey);
  const { ask } = usePageRefresh();
  const announce = useFailureToasts();

  const tell = useEffectEvent((told: NonNullable<typeof answer>) => {
    setKey(crypto.randomUUID());
    if ("error" in told) {
      toast.error(told.error);
      return;
    }
    if (!("begun" in told)) return;
    toast.success(t("live.started", { job: told.begun.jobName }), openRun(t("live.open"), told.begun.runId));
    announce(told.begun.runId);
    expectRows();
    ask();
  });
  useEffect(() => {
    if (answer) tell(answer);
  }, [answer]);

  return (
    <form action={submit} className="flex min-w-0 items-center gap-2">
      {children}
      <input type="hidden" name="requestKey" value={key} />
      {/* Only a script sets it: without one the answer has to be another page. */}
      <StaysHere />
      <SubmitButton variant="primary" size="sm">
        <Play aria-hidden /> {label}
      </SubmitButton>
    </form>
  );
}

function StaysHere() {
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  return scripted && <input type="hidden" name="stay" value="true" />;
}

/** Listens for the ends of runs until those that are announced have ended. */
function useFailureToasts(): (runId: string) => void {
  const t = useTranslations("client.live");
  const [own, setOwn] = useState<readonly string[]>([]);
  const ended = useRef<HeardRun[]>([]);
  const settle = (run: HeardRun) => {
    setOwn((ids) => ids.filter((id) => id !== run.id));
    if (!FAILED.includes(run.state)) return;
    const text = t("failed", { job: run.jobName, error: run.error ?? t("noReason") });
    toast.error(text, { ...openRun(t("open"), run.id), duration: 15_000 });
  };
  // It listens before it knows the run's id: a run may end before the answer to the click is there.
  useLiveSignals(true, (signal) => {
    if (signal.kind !== "run_ended") return;
    if (own.includes(signal.run.id)) settle(signal.run);
    else ended.current = [...ended.current, signal.run].slice(-50);
  });
  return (runId) => {
    const run = ended.current.find(({ id }) => id === runId);
    if (run) settle(run);
    else setOwn((ids) => [...ids, runId]);
  };
}

const openRun = (label: string, runId: string) => ({
  action: { label, onClick: () => location.assign(runPath(runId)) },
});
