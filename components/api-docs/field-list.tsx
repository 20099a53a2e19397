import { useTranslations } from "next-intl";
import type { SchemaView, TypePart } from "@/lib/dashboard/api-docs/schema-types";

interface ListedField {
  name: string;
  /** Inside of how many others it stands. */
  depth: number;
  required: boolean;
  type: TypePart[];
  note: string;
  /** Where it goes: path, query or header. */
  place?: "path" | "query" | "header";
}

const INDENT = ["", "pl-4", "pl-8", "pl-12", "pl-16"];

/** Names, types and meanings, one below the other: it fits a phone. */
export function FieldList({ fields }: { fields: ListedField[] }) {
  const t = useTranslations("apiDocs");
  return (
    <dl className="divide-y divide-border text-sm">
      {fields.map(({ name, depth, required, type, note, place }, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: two shapes may have fields of one name, and none ever moves
          key={index}
          className={`grid gap-x-4 gap-y-0.5 py-1.5 sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)] ${INDENT[depth] ?? "pl-16"}`}
        >
          <dt className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{name}</code>
            {place && <span className="text-xs text-muted-foreground">{t(`place.${place}`)}</span>}
            {required && <span className="text-xs text-status-warning">{t("required")}</span>}
          </dt>
          <dd className="min-w-0">
            <TypeText type={type} />
            {note !== "" && <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">{note}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The fields of a schema, or each of its shapes. */
export function SchemaFields({ view }: { view: SchemaView }) {
  const t = useTranslations("apiDocs");
  if (view.variants.length > 0) {
    return view.variants.map((variant, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the shapes of a schema never change their places
      <div key={index} className="mt-2 border-l-2 border-border pl-3">
        <p className="text-xs text-muted-foreground">{t("shape", { number: index + 1 })}</p>
        <SchemaFields view={variant} />
      </div>
    ));
  }
  if (view.fields.length === 0) return <TypeText type={view.type} />;
  return <FieldList fields={view.fields} />;
}

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

/** Where on their pages a group and a schema stand. */
export const groupAnchor = (name: string) => `group-${name.toLowerCase().replaceAll(" ", "-")}`;
export const schemaAnchor = (name: string) => `schema-${name}`;
