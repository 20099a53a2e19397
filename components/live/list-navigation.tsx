"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type MouseEvent, type ReactNode, useState, useTransition } from "react";
import { expectRows } from "../text/expected-rows";

/**
 * Follows the links and filter forms inside it that lead to another view of the same page without leaving the page:
 * meanwhile it is busy. Rows that will be others show bars in the place of words (`data-loading` in app/globals.css);
 * those that are only read again are dimmed (`group-aria-busy/list`). Before JavaScript they lead there by themselves.
 */
export function ListNavigation({ path, children }: { path: string; children: ReactNode }) {
  const t = useTranslations("client.live");
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [leaves, setLeaves] = useState(false);

  const go = (query: string) => {
    const same = query === location.search.slice(1);
    if (same) expectRows();
    setLeaves(!same);
    startTransition(() =>
      same ? router.refresh() : router.push(query ? `${path}?${query}` : path, { scroll: false }),
    );
  };

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.download || opensElsewhere(event)) return;
    const { pathname, search, origin } = new URL(link.href);
    if (origin !== location.origin || pathname !== path) return;
    event.preventDefault();
    go(search.slice(1));
  };

  const onSubmit = (event: FormEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLFormElement) || event.target.getAttribute("action") !== path) return;
    event.preventDefault();
    const filled = [...new FormData(event.target)].map(([name, value]) => [name, String(value)]);
    go(new URLSearchParams(filled.filter(([, value]) => value !== "")).toString());
  };

  return (
    <div
      className="group/list"
      aria-busy={pending}
      data-loading={pending && leaves ? "rows" : undefined}
      onClickCapture={onClick}
      onSubmitCapture={onSubmit}
    >
      <span role="status" className="sr-only">
        {pending && t("loading")}
      </span>
      {children}
    </div>
  );
}

const opensElsewhere = (event: MouseEvent) =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
