import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Button } from "@/components/ui/button";
import { PopOver } from "@/components/ui/pop-over";

export interface ConfirmProps {
  /** One per page: names the panel. */
  id: string;
  /** What the button that opens the panel says. */
  label: ReactNode;
  question: string;
  /** What will happen, and what will not. */
  explanation: string;
  /** What the button that does it says. */
  confirm: ReactNode;
  action: FormAction;
  /** Fields of the form. */
  children: ReactNode;
}

/**
 * A button that asks before it acts, before JavaScript, too. The action refuses a form that does not say `confirmed`.
 */
export function Confirm({ id, label, question, explanation, confirm, action, children }: ConfirmProps) {
  const t = useTranslations("shell");
  return (
    <PopOver id={id} trigger={label} title={question} button={{ variant: "destructive" }}>
      <p className="-mt-3 text-muted-foreground">{explanation}</p>
      <ActionForm action={action} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name="confirmed" value="true" />
        {children}
        <div className="flex flex-wrap justify-end gap-2">
          <Button type="button" popoverTarget={id} popoverTargetAction="hide">
            {t("back")}
          </Button>
          <SubmitButton variant="destructive">{confirm}</SubmitButton>
        </div>
      </ActionForm>
    </PopOver>
  );
}
