import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/text/paths";
import { Button } from "@/components/ui/button";

interface PageLinksProps {
  path: string;
  /** The filter as it stands in the address. */
  filter: Record<string, string>;
  /** Where this page begins; undefined on the newest. */
  cursor: string | undefined;
  nextCursor: string | null;
}

/** Leads through a list of which the newest comes first. */
export function PageLinks({ path, filter, cursor, nextCursor }: PageLinksProps) {
  const t = useTranslations("incidents.history");
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label={t("pages")} className="flex justify-center gap-1 border-t border-border px-4 py-3">
      {cursor && (
        <Button asChild size="sm" variant="ghost">
          <Link href={hrefOf(path, filter)}>{t("newest")}</Link>
        </Button>
      )}
      {nextCursor && (
        <Button asChild size="sm" variant="ghost">
          <Link href={hrefOf(path, { ...filter, cursor: nextCursor })}>{t("older")}</Link>
        </Button>
      )}
    </nav>
  );
}
