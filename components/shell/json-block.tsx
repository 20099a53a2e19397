import { ScrollBox } from "@/components/ui/scroll-box";

/** Stored JSON, readable, in a box that scrolls by itself. `label` names it for screen readers. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return <TextBlock text={JSON.stringify(value, null, 2)} label={label} />;
}

/** Text as it is stored, in such a box. */
export function TextBlock({ text, label }: { text: string; label: string }) {
  return (
    <ScrollBox label={label} className="max-h-80 rounded-md bg-muted px-3 py-2">
      <pre className="font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">{text}</pre>
    </ScrollBox>
  );
}
