import Link from "next/link";
import { useTranslations } from "next-intl";
import { Empty } from "@/components/text/blocks";
import { RUNS_PATH } from "@/components/text/paths";

export default function RunNotFound() {
  const t = useTranslations("errors");
  return (
    <>
      <h1 className="sr-only">{t("notFound")}</h1>
      <Empty title={t("noRun")}>
        {t("noRunHint")}{" "}
        <Link href={RUNS_PATH} className="text-primary underline underline-offset-2">
          {t("toRuns")}
        </Link>
      </Empty>
    </>
  );
}
