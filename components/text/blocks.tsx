import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { ScrollBox } from "@/components/ui/scroll-box";

/** What a list shows when it has nothing to show, with what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="px-4 py-12 text-center">
      <p className="font-medium">{title}</p>
      {children && <div className="mt-1 text-sm text-muted-foreground">{children}</div>}
    </div>
  );
}

const LOOKS = {
  done: { icon: CircleCheck, className: "bg-status-success-bg text-status-success" },
  info: { icon: Info, className: "bg-status-running-bg text-status-running" },
  warning: { icon: TriangleAlert, className: "bg-status-warning-bg text-status-warning" },
  failed: { icon: CircleX, className: "bg-status-failed-bg text-status-failed" },
};

/** A sentence that must be seen; `failed` is announced by screen readers at once. */
export function Notice({ tone, children }: { tone: keyof typeof LOOKS; children: ReactNode }) {
  const { icon: Icon, className } = LOOKS[tone];
  return (
    <div
      role={tone === "failed" ? "alert" : "status"}
      className={cn("flex items-start gap-2 rounded-md px-3 py-2 text-sm", className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  );
}

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Labels and values, two columns where there is room. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
      {facts.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

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
