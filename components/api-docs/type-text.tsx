import { schemaAnchor } from "@/components/api-docs/anchors";
import type { TypePart } from "@/lib/dashboard/api-docs/schema-types";

/** The name of a type; named schemas lead to where they stand. */
export function TypeText({ type }: { type: TypePart[] }) {
  return (
    <code className="font-mono text-xs text-muted-foreground wrap-anywhere">
      {type.map(({ text, ref }, index) =>
        ref === undefined ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a type never change their places
          <span key={index}>{text}</span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a type may name a schema twice
          <a key={index} href={`#${schemaAnchor(ref)}`} className="text-primary underline underline-offset-2">
            {text}
          </a>
        ),
      )}
    </code>
  );
}
