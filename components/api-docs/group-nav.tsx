import { useTranslations } from "next-intl";
import { groupAnchor } from "@/components/api-docs/anchors";
import type { ApiGroup } from "@/lib/dashboard/api-docs/api-docs";

const LINK =
  "flex justify-between gap-3 rounded-md px-2.5 py-1.5 text-sm text-muted-foreground hover:bg-accent hover:text-foreground";

/** Leads to the groups of operations. */
export function GroupNav({ groups }: { groups: ApiGroup[] }) {
  const t = useTranslations("apiDocs");
  return (
    <nav aria-label={t("contents")} className="xl:sticky xl:top-6">
      <ul className="flex flex-wrap gap-1 xl:flex-col">
        {groups.map(({ name, operations }) => (
          <li key={name}>
            <a href={`#${groupAnchor(name)}`} className={LINK}>
              {name} <span className="tabular-nums">{operations.length}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
