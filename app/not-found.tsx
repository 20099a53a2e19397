import Link from "next/link";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { JOBS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";

export async function generateMetadata() {
  return { title: (await getTranslations("errors"))("notFound") };
}

export default function NotFound() {
  const t = useTranslations("errors");
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 px-6">
      <p className="text-sm text-muted-foreground">404</p>
      <h1 className="text-xl font-semibold tracking-tight">{t("noPage")}</h1>
      <p className="text-sm text-muted-foreground">{t("noPageHint")}</p>
      <Button asChild>
        <Link href={JOBS_PATH}>{t("toJobs")}</Link>
      </Button>
    </main>
  );
}
