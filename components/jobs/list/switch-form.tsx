"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState, useEffect, useEffectEvent, useRef } from "react";
import { useFormStatus } from "react-dom";
import type { FormAction } from "@/components/forms/action-form";
import { Notice } from "@/components/text/blocks";
import { cn } from "@/components/ui/cn";

interface SwitchFormProps {
  jobName: string;
  enabled: boolean;
  action: FormAction;
  label: string;
  title: string;
}

/** Sends the switch; once the server has turned it, a toast offers to turn it back. */
export function SwitchForm({ jobName, enabled, action, label, title }: SwitchFormProps) {
  const t = useTranslations("client.switch");
  const [answer, submit] = useActionState(action, null);
  const asked = useRef(false);
  const router = useRouter();
  // By the API and not by a server action: the toast outlives this form when the person goes on to another page, and an
  // action then waits in the router's queue behind what that page still loads.
  const undo = async () => {
    const response = await fetch(`/api/admin/cron-jobs/${encodeURIComponent(jobName)}/toggle`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ enabled: !enabled }),
    });
    if (!response.ok) (await import("sonner")).toast.error(t("undoFailed"));
    router.refresh();
  };

  const announce = useEffectEvent(async (on: boolean) => {
    if (!asked.current) return;
    asked.current = false;
    const { toast } = await import("sonner");
    toast.success(t(on ? "enabled" : "disabled", { job: jobName }), { action: { label: t("undo"), onClick: undo } });
  });
  // What another person switched is shown, too, but it is not theirs to undo by a toast.
  useEffect(() => {
    void announce(enabled);
  }, [enabled]);

  return (
    <form
      action={submit}
      onSubmit={() => {
        asked.current = true;
      }}
      className="flex flex-col gap-2"
    >
      <input type="hidden" name="job" value={jobName} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      <SwitchButton on={enabled} label={label} title={title} />
      {answer && "error" in answer && <Notice tone="failed">{answer.error}</Notice>}
    </form>
  );
}

/** A switch that submits its form. It never shows a state that the server has not confirmed: meanwhile it is busy. */
function SwitchButton({ on, label, title }: { on: boolean; label: string; title: string }) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-busy={pending}
      aria-disabled={pending}
      title={title}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className={cn(
        "inline-flex h-6 w-10 shrink-0 cursor-pointer items-center rounded-full border px-0.5 transition-colors focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-ring",
        on ? "border-primary bg-primary" : "border-muted-foreground bg-muted-foreground/25",
        pending && "opacity-60",
      )}
    >
      <span
        aria-hidden
        className={cn(
          "size-4.5 rounded-full transition-transform",
          on ? "translate-x-4 bg-card" : "bg-muted-foreground",
        )}
      />
    </button>
  );
}
