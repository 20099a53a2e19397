import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

export interface PopOverProps {
  /** Of the page: no two may share it. */
  id: string;
  /** What the button that opens it shows. */
  trigger: ReactNode;
  /** Names the button where its icon alone is too short. */
  label?: string;
  title: ReactNode;
  button?: Pick<ButtonProps, "variant" | "size" | "className">;
  children: ReactNode;
}

/**
 * A dialog over the page, by the browser's own popover: it opens before JavaScript, closes with Escape and gives the
 * focus back. app/globals.css shows it again when a form inside was refused and there is no script to keep it open.
 */
export function PopOver({ id, trigger, label, title, button, children }: PopOverProps) {
  const t = useTranslations("shell");
  return (
    <>
      <Button type="button" popoverTarget={id} title={label} aria-label={label} {...button}>
        {trigger}
      </Button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-labelledby={`${id}-title`}
        className="m-auto max-h-[90dvh] w-[min(28rem,calc(100vw-2rem))] overflow-auto rounded-lg border border-border bg-card p-5 text-left text-sm whitespace-normal text-card-foreground shadow-xl backdrop:bg-black/50"
      >
        <div className="mb-4 flex items-start justify-between gap-3">
          <h2 id={`${id}-title`} className="text-base font-semibold wrap-anywhere">
            {title}
          </h2>
          <Button
            type="button"
            variant="ghost"
            size="icon"
            popoverTarget={id}
            popoverTargetAction="hide"
            aria-label={t("close")}
            className="-mt-1 -mr-1"
          >
            <X aria-hidden />
          </Button>
        </div>
        {children}
      </div>
    </>
  );
}
