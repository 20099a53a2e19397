import { CopyButton } from "@/components/shell/copy-button";

/** Text to read and to copy, in a box that scrolls by itself. `label` names it. */
export function CodeBox({ text, label }: { text: string; label: string }) {
  return (
    <section aria-label={label}>
      <div className="mb-1 flex items-center justify-between gap-2 text-[0.8125rem] text-muted-foreground">
        {label}
        <CopyButton text={text} label={label} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md bg-muted px-3 py-2 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap focus-visible:outline-2 focus-visible:outline-ring"
      >
        {text}
      </pre>
    </section>
  );
}
