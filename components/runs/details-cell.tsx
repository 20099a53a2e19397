import { useTranslations } from "next-intl";

/** One line of text; the whole of it on hover or focus, above the page so that nothing moves. */
export function DetailsCell({ text }: { text: string | null }) {
  const words = useTranslations("words");
  if (text === null || text === "") return <span className="text-muted-foreground">{words("none")}</span>;
  return (
    <span className="group relative block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the cut text must be readable by keyboard */}
      <span tabIndex={0} className="block truncate rounded-sm focus-visible:outline-2 focus-visible:outline-ring">
        {text}
      </span>
      <span
        aria-hidden
        className="pointer-events-none absolute top-full right-0 z-10 mt-1 hidden max-h-60 w-max max-w-[min(28rem,80vw)] overflow-hidden rounded-md border border-border bg-card px-3 py-2 text-[0.8125rem] wrap-anywhere whitespace-pre-wrap shadow-lg group-focus-within:block group-hover:block"
      >
        {text}
      </span>
    </span>
  );
}
