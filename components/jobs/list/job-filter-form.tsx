import Link from "next/link";
import { useTranslations } from "next-intl";
import { JOBS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Input, Label, Select } from "@/components/ui/field";
import { JOB_CONDITIONS, type JobFilter } from "@/lib/dashboard/jobs/job-filter";

/** A plain GET form: the address is the view. */
export function JobFilterForm({ filter, categories }: { filter: JobFilter; categories: Record<string, number> }) {
  const t = useTranslations("jobs");
  const filtered = filter.q !== "" || filter.category !== "" || filter.state !== undefined;
  return (
    <search aria-label={t("filter.title")}>
      <form action={JOBS_PATH} className="flex w-full flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1 max-sm:basis-full sm:max-w-72">
          <Label htmlFor="job-q" className="sr-only">
            {t("filter.text")}
          </Label>
          <Input id="job-q" type="search" name="q" defaultValue={filter.q} placeholder={t("filter.search")} />
        </div>
        <div className="max-sm:min-w-24 max-sm:flex-1">
          <Label htmlFor="job-category" className="sr-only">
            {t("filter.category")}
          </Label>
          <Select id="job-category" name="category" defaultValue={filter.category}>
            <option value="">{t("filter.allCategories")}</option>
            {Object.entries(categories).map(([category, count]) => (
              <option key={category} value={category}>
                {category} ({count})
              </option>
            ))}
          </Select>
        </div>
        <div className="max-sm:min-w-24 max-sm:flex-1">
          <Label htmlFor="job-state" className="sr-only">
            {t("filter.state")}
          </Label>
          <Select id="job-state" name="state" defaultValue={filter.state ?? ""}>
            <option value="">{t("filter.anyState")}</option>
            {JOB_CONDITIONS.map((name) => (
              <option key={name} value={name}>
                {t(`condition.${name}`)}
              </option>
            ))}
          </Select>
        </div>
        {filter.sort && <input type="hidden" name="sort" value={filter.sort} />}
        {filter.dir && <input type="hidden" name="dir" value={filter.dir} />}
        <Button type="submit">{t("filter.submit")}</Button>
        {filtered && (
          <Button asChild variant="ghost">
            <Link href={JOBS_PATH}>{t("filter.clear")}</Link>
          </Button>
        )}
      </form>
    </search>
  );
}
