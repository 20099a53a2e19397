import { CopyButton } from "@/components/text/copy";
import { ScrollBox } from "@/components/ui/scroll-box";

/** Text to read and to copy, in a box that scrolls by itself. `label` names it. */
export function CodeBox({ text, label }: { text: string; label: string }) {
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-2 text-[0.8125rem] text-muted-foreground">
        {label}
        <CopyButton text={text} label={label} />
      </div>
      <ScrollBox label={label} className="max-h-80 rounded-md bg-muted px-3 py-2">
        <pre className="font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">{text}</pre>
      </ScrollBox>
    </div>
  );
}
