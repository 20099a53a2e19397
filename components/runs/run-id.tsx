import Link from "next/link";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/shell/copy-button";
import { runPath } from "@/components/shell/paths";

/** The end of a run's id (its beginning is only the time), linked to the run, with the whole of it to copy. */
export function RunId({ id, link = true }: { id: string; link?: boolean }) {
  const t = useTranslations("runs");
  const short = id.slice(-8);
  return (
    <span className="inline-flex items-center gap-0.5 font-mono text-[0.8125rem]">
      {link ? (
        <Link
          href={runPath(id)}
          prefetch={false}
          title={id}
          className="text-primary underline-offset-2 hover:underline"
        >
          {short}
        </Link>
      ) : (
        <span title={id}>{short}</span>
      )}
      <CopyButton text={id} label={t("runId", { id: short })} />
    </span>
  );
}
