import { Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { API_DOCS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Input, Label } from "@/components/ui/field";

/** A plain GET form: it works before JavaScript. */
export function ApiFilter({ text, shown, total }: { text: string; shown: number; total: number }) {
  const t = useTranslations("apiDocs");
  return (
    <search>
      <form action={API_DOCS_PATH} className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <Label htmlFor="api-q" className="mb-1 block">
            {t("filter")}
          </Label>
          <Input id="api-q" name="q" type="search" defaultValue={text} placeholder={t("filterHint")} />
        </div>
        <Button type="submit">
          <Search aria-hidden /> {t("search")}
        </Button>
        {text !== "" && (
          <Button asChild variant="ghost">
            <Link href={API_DOCS_PATH}>{t("clear")}</Link>
          </Button>
        )}
        <p role="status" className="w-full text-[0.8125rem] text-muted-foreground">
          {t("shown", { shown, total })}
        </p>
      </form>
    </search>
  );
}
