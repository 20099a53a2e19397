import Link from "next/link";
import { useTranslations } from "next-intl";
import { Empty } from "@/components/text/blocks";
import { API_DOCS_PATH } from "@/components/text/paths";

export default function OperationNotFound() {
  const t = useTranslations("apiDocs");
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <Empty title={t("unknown")}>
        <Link href={API_DOCS_PATH} className="text-primary underline underline-offset-2">
          {t("toList")}
        </Link>
      </Empty>
    </>
  );
}
