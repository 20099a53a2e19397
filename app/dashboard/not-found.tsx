import Link from "next/link";
import { useTranslations } from "next-intl";
import { Empty } from "@/components/text/blocks";
import { JOBS_PATH } from "@/components/text/paths";

export default function JobNotFound() {
  const t = useTranslations("errors");
  return (
    <>
      <h1 className="sr-only">{t("notFound")}</h1>
      <Empty title={t("noJob")}>
        <Link href={JOBS_PATH} className="text-primary underline underline-offset-2">
          {t("toJobs")}
        </Link>
      </Empty>
    </>
  );
}
