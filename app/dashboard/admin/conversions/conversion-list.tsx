import { CircleCheck, CircleDashed, CircleX, Clock, LoaderCircle, RotateCw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import type { Conversion } from "@/lib/jobs/images/conversions";
import type { ConversionWords } from "./words";

const LOOKS = {
  failed: { tone: "warning", icon: TriangleAlert },
  gave_up: { tone: "failed", icon: CircleX },
  skipped: { tone: "idle", icon: CircleDashed },
  converted: { tone: "success", icon: CircleCheck },
  pending: { tone: "idle", icon: Clock },
  converting: { tone: "running", icon: LoaderCircle },
} as const;

interface ListProps {
  conversions: readonly Conversion[];
  words: ConversionWords;
  /** Null for who may not convert. */
  retry: FormAction | null;
}

/** One image a row; on narrow screens what belongs together stands below each other. */
export function ConversionList({ conversions, words, retry }: ListProps) {
  return (
    <ul aria-label={words.t("list")} className="divide-y divide-border">
      {conversions.map((conversion) => (
        <ConversionItem key={conversion.id} of={conversion} words={words} retry={retry} />
      ))}
    </ul>
  );
}

function ConversionItem({ of, words, retry }: { of: Conversion } & Omit<ListProps, "conversions">) {
  const { t } = words;
  const { tone, icon: Icon } = LOOKS[of.status];
  const toBeMended = of.status === "failed" || of.status === "gave_up";
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[8.5rem_minmax(0,1fr)_auto]">
      <Badge tone={tone} className="h-fit">
        <Icon aria-hidden /> {t(`state.${of.status}`)}
      </Badge>
      <div className="min-w-0">
        <p className="font-mono text-[0.8125rem] wrap-anywhere">{of.sourceKey}</p>
        <Why of={of} words={words} />
        <Numbers of={of} words={words} />
      </div>
      {retry && toBeMended && (
        <ActionForm action={retry} className="flex flex-col items-start gap-2 sm:max-w-64 sm:items-end">
          <input type="hidden" name="id" value={of.id} />
          <SubmitButton size="sm" aria-label={t("retryOne", { key: of.sourceKey })}>
            <RotateCw aria-hidden /> {t("retry")}
          </SubmitButton>
        </ActionForm>
      )}
    </li>
  );
}

/** In the person's language where the reason has a word; what the store or the image library said is English. */
function Why({ of: { reasons, error }, words }: { of: Conversion; words: ConversionWords }) {
  if (reasons.length > 0) {
    return (
      <p className="wrap-anywhere text-muted-foreground first-letter:uppercase">
        {reasons.map(words.reasonWords).join("; ")}
      </p>
    );
  }
  if (error === null) return null;
  return (
    <p lang="en" className="wrap-anywhere text-muted-foreground">
      {error}
    </p>
  );
}

function Numbers({ of, words: { t, sizeWords } }: { of: Conversion; words: ConversionWords }) {
  const { status, bytesBefore, bytesAfter, targetKey, attempts, nextAttemptAt, runId, changedAt } = of;
  const before = sizeWords(bytesBefore);
  const isConverted = status === "converted" && bytesAfter !== null;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted-foreground">
      <Time at={changedAt} />
      <span>{isConverted ? t("size", { before, after: sizeWords(bytesAfter) }) : before}</span>
      {isConverted && targetKey && <span className="font-mono wrap-anywhere">{t("target", { key: targetKey })}</span>}
      {(status === "failed" || status === "gave_up") && <span>{t("tries", { count: attempts })}</span>}
      {status === "failed" && nextAttemptAt && (
        <span>{t.rich("again", { time: () => <Time at={nextAttemptAt} /> })}</span>
      )}
      {runId && (
        <Link href={runPath(runId)} className="text-primary underline underline-offset-2">
          {t("run")}
        </Link>
      )}
    </p>
  );
}
