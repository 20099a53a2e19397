"use client";
import { X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "@/components/ui/button";

export interface ModalProps {
  title: ReactNode;
  /** What the cross says. */
  close: string;
  /** The address without the dialog. */
  closeHref: string;
  children: ReactNode;
}

/**
 * A dialog that is part of the address: whoever opens the address sees it, and closing leads to `closeHref`. Without a
 * script it lies over the page all the same, and its cross is a link.
 */
export function Modal({ title, close, closeHref, children }: ModalProps) {
  const router = useRouter();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = () => router.replace(closeHref, { scroll: false });

  useEffect(() => {
    const node = dialog.current;
    const before = document.activeElement;
    // What the server sent is open without being modal; only a script can make it so.
    node?.removeAttribute("open");
    node?.showModal();
    return () => {
      node?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  const onClick = (event: MouseEvent) => {
    if (event.target === dialog.current) leave();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click beside the dialog has its key, Escape (`cancel`)
    <dialog
      ref={dialog}
      open
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={onClick}
      className="fixed inset-0 z-40 m-auto max-h-[92dvh] w-[min(64rem,calc(100vw-1rem))] max-w-none overflow-auto overscroll-contain rounded-lg border border-border bg-background text-foreground shadow-2xl backdrop:bg-black/50"
    >
      <div className="sticky top-0 z-10 flex items-start justify-between gap-3 border-b border-border bg-background px-4 py-3 sm:px-5">
        <h2 id={id} className="text-base font-semibold wrap-anywhere">
          {title}
        </h2>
        <Button asChild variant="ghost" size="icon" className="-mt-1 -mr-1">
          <Link href={closeHref} replace scroll={false} aria-label={close}>
            <X aria-hidden />
          </Link>
        </Button>
      </div>
      <div className="flex flex-col gap-4 p-3 sm:p-5">{children}</div>
    </dialog>
  );
}
