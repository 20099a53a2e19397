import { useTranslations } from "next-intl";
import { SchemaFields, schemaAnchor } from "@/components/api-docs/field-list";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { NamedSchema } from "@/lib/dashboard/api-docs/api-docs";

/**
 * Named schemas; they unfold before JavaScript. The anchor stands inside, so that a browser that is led to it unfolds
 * what is around it.
 */
export function SchemaList({ schemas }: { schemas: NamedSchema[] }) {
  const t = useTranslations("apiDocs");
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("schemas")}</CardTitle>
      </CardHeader>
      <CardContent className="divide-y divide-border py-0">
        {schemas.map(({ name, description, view }) => (
          <details key={name}>
            <summary className="cursor-pointer py-2.5 font-mono text-[0.8125rem] font-medium">{name}</summary>
            <div id={schemaAnchor(name)} className="scroll-mt-24 pb-3">
              {description && <p className="mb-1 text-sm">{description}</p>}
              <SchemaFields view={view} />
            </div>
          </details>
        ))}
      </CardContent>
    </Card>
  );
}
