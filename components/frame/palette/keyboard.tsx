"use client";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useHotkeys } from "react-hotkeys-hook";
import { type PaletteData, SCREEN_KEYS } from "./palette-data";

// Nobody waits for the palette who has not asked for it.
const Palette = dynamic(() => import("./palette").then((module) => module.Palette), { ssr: false });
const ShortcutList = dynamic(() => import("./shortcut-list").then((module) => module.ShortcutList), { ssr: false });

/** The button that opens the command palette, and the keys of all screens. No key works while somebody types. */
export function Keyboard(data: PaletteData) {
  const t = useTranslations("client.palette");
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  useKeys(setOpen);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen("palette")}
        className="flex h-9 w-full shrink-0 cursor-pointer items-center gap-2 rounded-md border border-input bg-background px-2.5 text-sm text-muted-foreground hover:bg-accent focus-visible:outline-2 focus-visible:outline-ring"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">{t("open")}</span>
        <kbd aria-hidden className="rounded border border-border px-1.5 font-mono text-[0.6875rem]">
          {t("keys")}
        </kbd>
      </button>
      {open === "palette" && (
        <Palette {...data} onClose={() => setOpen(null)} onShortcuts={() => setOpen("shortcuts")} />
      )}
      {open === "shortcuts" && <ShortcutList onClose={() => setOpen(null)} />}
    </>
  );
}

/** The keys "/" and "?" are meant as what is written, wherever the keyboard has them. */
const AS_WRITTEN = { useKey: true, ignoreModifiers: true, preventDefault: true } as const;

function useKeys(setOpen: (open: "palette" | "shortcuts") => void): void {
  const router = useRouter();
  useHotkeys("mod+k", () => setOpen("palette"), { preventDefault: true, enableOnFormTags: true });
  useHotkeys("/", () => setOpen("palette"), AS_WRITTEN);
  useHotkeys("?", () => setOpen("shortcuts"), AS_WRITTEN);
  useHotkeys(
    SCREEN_KEYS.map(({ key }) => `g>${key}`),
    (_event, { keys }) => {
      const to = SCREEN_KEYS.find(({ key }) => key === keys?.at(-1));
      if (to) router.push(to.href);
    },
  );
}
