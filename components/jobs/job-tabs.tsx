import Link from "next/link";
import { useTranslations } from "next-intl";
import { type JobTab, jobTabPath } from "@/components/shell/paths";
import { cn } from "@/components/ui/cn";

/** The tabs of a job's page as links, each an address of its own; on a narrow screen the row scrolls by itself. */
export function JobTabs({ name, current, tabs }: { name: string; current: JobTab; tabs: readonly JobTab[] }) {
  const t = useTranslations("job");
  return (
    <nav aria-label={t("tabs")} className="mb-4 overflow-x-auto border-b border-border">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab}>
            <Link
              href={jobTabPath(name, tab)}
              aria-current={tab === current ? "page" : undefined}
              className={cn(
                "-mb-px inline-block border-b-2 px-3 py-2 text-sm font-medium whitespace-nowrap",
                tab === current
                  ? "border-primary text-foreground"
                  : "border-transparent text-muted-foreground hover:text-foreground",
              )}
            >
              {t(`tab.${tab}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
