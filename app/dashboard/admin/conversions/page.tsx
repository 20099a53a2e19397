import { Braces, RotateCw } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Confirm } from "@/components/forms/confirm";
import { FormField } from "@/components/forms/form-field";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { Empty, Notice } from "@/components/text/blocks";
import { firstValues, hrefOf, jobPath, type SearchParams } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input, Select } from "@/components/ui/field";
import { readableQuery } from "@/lib/dashboard/forms/readable-query";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { openPage } from "@/lib/http/routes/page";
import {
  type ConversionSums,
  conversionsQuery,
  listConversions,
  SHOWN_STATUSES,
  sumConversions,
} from "@/lib/jobs/images/conversions";
import { convertImages } from "@/lib/jobs/images/convert-images";
import { imagesPack } from "@/lib/jobs/images/pack";
import { retryAction, retryAllAction } from "./actions";
import { ConversionList } from "./conversion-list";
import { type ConversionWords, conversionWords } from "./words";

const PATH = imagesPack.screens[0].path;

export async function generateMetadata() {
  return { title: (await conversionWords()).t("title") };
}

export default async function ConversionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can, bucketName } = await openPage(hrefOf(PATH, address));
  const { query, kept, problems } = readableQuery(conversionsQuery, address);
  const [words, issues, { conversions, nextCursor }, sums] = await Promise.all([
    conversionWords(),
    getTranslations("words"),
    listConversions(deps.db, bucketName, query),
    sumConversions(deps.db, bucketName),
  ]);
  const { t } = words;
  const { cursor, limit: _limit, ...filter } = kept;
  const toBeMended = sums.counts.failed + sums.counts.gave_up;
  const mayConvert = can("images:convert");
  return (
    <>
      <PageHeader title={t("title")} description={t("about")}>
        {!cursor && <Live everySeconds={5} />}
        <Button asChild>
          <Link href={jobPath(convertImages.name)}>{t("job")}</Link>
        </Button>
        <Button asChild>
          <a href={hrefOf("/api/admin/conversions", kept)}>
            <Braces aria-hidden /> {t("json")}
          </a>
        </Button>
        {mayConvert && toBeMended > 0 && <RetryAll words={words} count={toBeMended} />}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Sums sums={sums} words={words} />
        <Card>
          <CardHeader className="block space-y-3">
            <Filter values={filter} words={words} />
            {problems.length > 0 && (
              <Notice tone="warning">{t("filter.leftOut", { problems: issuesWords(issues, problems) })}</Notice>
            )}
          </CardHeader>
          {conversions.length === 0 ? (
            <Empty title={t("none")}>{t("noneHint")}</Empty>
          ) : (
            <ConversionList conversions={conversions} words={words} retry={mayConvert ? retryAction : null} />
          )}
          {(cursor || nextCursor) && (
            <nav aria-label={t("pages")} className="flex justify-center gap-1 border-t border-border px-4 py-3">
              {cursor && (
                <Button asChild size="sm" variant="ghost">
                  <Link href={hrefOf(PATH, filter)}>{t("newest")}</Link>
                </Button>
              )}
              {nextCursor && (
                <Button asChild size="sm" variant="ghost">
                  <Link href={hrefOf(PATH, { ...kept, cursor: nextCursor })}>{t("older")}</Link>
                </Button>
              )}
            </nav>
          )}
        </Card>
      </div>
    </>
  );
}

function RetryAll({ words: { t }, count }: { words: ConversionWords; count: number }) {
  const label = (
    <>
      <RotateCw aria-hidden /> {t("retryAll")}
    </>
  );
  const confirm = {
    question: t("retryQuestion", { count }),
    explanation: t("retryExplanation"),
    confirm: t("retryAll"),
  };
  return (
    <Confirm id="retry-all" label={label} action={retryAllAction} {...confirm}>
      {null}
    </Confirm>
  );
}

/** What there is of each kind, each leading to its list, and what the WebP files save. */
function Sums({ sums: { counts, bytesBefore, bytesAfter }, words }: { sums: ConversionSums; words: ConversionWords }) {
  const { t, countWords, sizeWords, shareWords } = words;
  const saved = bytesBefore - bytesAfter;
  return (
    <Card aria-label={t("summary")}>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 px-4 py-3 sm:grid-cols-3 lg:grid-cols-6">
        {(["failed", "gave_up", "skipped", "converted", "pending"] as const).map((status) => (
          <div key={status}>
            <dt className="text-xs text-muted-foreground">{t(`count.${status}`)}</dt>
            <dd className="text-lg font-semibold tabular-nums">
              <Link href={hrefOf(PATH, { status })} className="hover:underline">
                {countWords(counts[status])}
              </Link>
            </dd>
          </div>
        ))}
        <div>
          <dt className="text-xs text-muted-foreground">{t("count.saved")}</dt>
          <dd className="text-lg font-semibold tabular-nums">{sizeWords(saved)}</dd>
          {bytesBefore > 0 && (
            <dd className="text-xs text-muted-foreground">
              {t("count.savedOf", { share: shareWords(saved / bytesBefore), before: sizeWords(bytesBefore) })}
            </dd>
          )}
        </div>
      </dl>
    </Card>
  );
}

/** A plain GET form: it works before JavaScript. */
function Filter({ values, words: { t } }: { values: Record<string, string>; words: ConversionWords }) {
  return (
    <search aria-label={t("filter.label")}>
      <form key={JSON.stringify(values)} action={PATH} className="grid grid-cols-1 gap-3 sm:grid-cols-[12rem_1fr_auto]">
        <FormField id="conversion-status" label={t("filter.show")}>
          <Select id="conversion-status" name="status" defaultValue={values.status}>
            <option value="">{t("filter.everything")}</option>
            <option value="attention">{t("count.attention")}</option>
            {SHOWN_STATUSES.map((status) => (
              <option key={status} value={status}>
                {t(`state.${status}`)}
              </option>
            ))}
          </Select>
        </FormField>
        <FormField id="conversion-search" label={t("filter.search")}>
          <Input id="conversion-search" name="search" defaultValue={values.search} />
        </FormField>
        <div className="flex items-end gap-2">
          <Button type="submit">{t("filter.submit")}</Button>
          {Object.keys(values).length > 0 && (
            <Button asChild variant="ghost">
              <Link href={PATH}>{t("filter.clear")}</Link>
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}
