import { Unplug } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { HEALTH_PATH, jobPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import type { Standstill } from "@/lib/dashboard/overview/standstill";

const NAMED = 8;

/** Nobody dispatches: said once, with the cause and the way out, instead of once for each overdue job. */
export function StandstillItem({ standstill: { why, since, jobNames } }: { standstill: Standstill }) {
  const t = useTranslations("overview.stand");
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3.5">
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
        <span
          aria-hidden
          className="mt-0.5 grid size-8 shrink-0 place-items-center rounded-full bg-status-failed-bg text-status-failed"
        >
          <Unplug className="size-4.5" />
        </span>
        <div className="min-w-0 text-sm">
          <p className="font-semibold">{t("title")}</p>
          <p className="mt-0.5">{t(why === "silent" ? "silent" : "none")}</p>
          <p className="mt-0.5">{t(why === "silent" ? "fixSilent" : "fixNone")}</p>
          <p className="mt-1 text-[0.8125rem] text-muted-foreground wrap-anywhere">
            {t.rich("waiting", {
              count: jobNames.length,
              time: () => <Time at={since} />,
              names: () => <Names jobNames={jobNames} />,
            })}
          </p>
        </div>
      </div>
      <div className="max-sm:ml-11">
        <Button asChild size="sm">
          <Link href={HEALTH_PATH}>{t("health")}</Link>
        </Button>
      </div>
    </li>
  );
}

function Names({ jobNames }: { jobNames: readonly string[] }) {
  const t = useTranslations("overview.stand");
  return (
    <>
      {jobNames.slice(0, NAMED).map((name, index) => (
        <Fragment key={name}>
          {index > 0 && ", "}
          <Link href={jobPath(name)} className="underline underline-offset-2">
            {name}
          </Link>
        </Fragment>
      ))}
      {jobNames.length > NAMED && <> {t("more", { count: jobNames.length - NAMED })}</>}
    </>
  );
}
