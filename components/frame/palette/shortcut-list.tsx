"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { SCREEN_KEYS } from "./palette-data";

/** All keys, in a dialog of the browser's own: Escape closes it and the focus goes back to where it was. */
export function ShortcutList({ onClose }: { onClose: () => void }) {
  const t = useTranslations("client.palette");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const rows = [
    { keys: [t("keys"), "/"], what: t("open") },
    { keys: ["?"], what: t("shortcuts") },
    ...SCREEN_KEYS.map(({ key, screen }) => ({ keys: [`g ${key}`], what: t(`screens.${screen}`) })),
  ];
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      aria-labelledby="shortcuts-title"
      className="m-auto w-80 max-w-[90vw] rounded-lg border border-border bg-card p-4 text-foreground shadow-xl backdrop:bg-black/40"
    >
      <h2 id="shortcuts-title" className="mb-3 text-sm font-semibold">
        {t("shortcuts")}
      </h2>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-2 text-sm">
        {rows.map(({ keys, what }) => (
          <div key={what} className="contents">
            <dt>{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded border border-border bg-muted px-1.5 py-0.5 font-mono text-xs">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <form method="dialog" className="mt-4 flex justify-end">
        <Button type="submit" size="sm">
          {t("close")}
        </Button>
      </form>
    </dialog>
  );
}
