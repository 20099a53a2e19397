import { useTranslations } from "next-intl";
import { SCHEMAS_ANCHOR, schemaAnchor } from "@/components/api-docs/anchors";
import { SchemaFields } from "@/components/api-docs/field-list";
import type { ApiDocs } from "@/lib/dashboard/api-docs/api-docs";

/** The named schemas that answers and bodies are made of. */
export function SchemaList({ schemas }: { schemas: ApiDocs["schemas"] }) {
  const t = useTranslations("apiDocs");
  return (
    <section aria-labelledby={SCHEMAS_ANCHOR}>
      <h2 id={SCHEMAS_ANCHOR} className="mb-2 scroll-mt-16 text-base font-semibold">
        {t("schemas")}
      </h2>
      <div className="space-y-2">
        {schemas.map(({ name, description, view }) => (
          <details key={name} className="rounded-lg border border-border bg-card shadow-xs">
            <summary className="cursor-pointer px-3 py-2 font-mono text-[0.8125rem] font-medium">{name}</summary>
            <div id={schemaAnchor(name)} className="scroll-mt-28 border-t border-border px-4 py-3">
              {description && <p className="mb-1 text-sm">{description}</p>}
              <SchemaFields view={view} />
            </div>
          </details>
        ))}
      </div>
    </section>
  );
}
