import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export interface Crumb {
  href: string;
  label: string;
}

/** The title of a page with the way back above it and its actions beside it. */
export function PageHeader(props: {
  title: ReactNode;
  crumbs?: Crumb[];
  description?: ReactNode;
  children?: ReactNode;
}) {
  const { title, crumbs = [], description, children } = props;
  return (
    <div className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {crumbs.length > 0 && <Breadcrumbs crumbs={crumbs} />}
        <h1 className="text-xl font-semibold tracking-tight text-balance wrap-anywhere">{title}</h1>
        {description && <p className="mt-1 max-w-prose text-sm text-muted-foreground">{description}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}

function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("breadcrumb")} className="mb-1">
      <ol className="flex flex-wrap items-center gap-1 text-[0.8125rem] text-muted-foreground">
        {crumbs.map(({ href, label }, index) => (
          <li key={href} className="flex items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden className="size-3.5" />}
            <Link href={href} className="hover:text-foreground hover:underline">
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
