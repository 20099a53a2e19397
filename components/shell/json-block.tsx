/** Stored JSON, readable, in a box that scrolls by itself. `label` names it for screen readers. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-80 overflow-auto rounded-md bg-muted px-3 py-2 focus-visible:outline-2 focus-visible:outline-ring"
    >
      <pre className="font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {JSON.stringify(value, null, 2)}
      </pre>
    </section>
  );
}
