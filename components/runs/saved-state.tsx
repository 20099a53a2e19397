import { useTranslations } from "next-intl";
import { JsonBlock } from "@/components/shell/json-block";
import { Time } from "@/components/shell/time";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { JobStateEntry } from "@/lib/dashboard/job-state";

/** What the job remembers since this run, as long as no later one has saved anew. */
export function SavedState({ states }: { states: readonly JobStateEntry[] }) {
  const t = useTranslations("run");
  if (states.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("savedState")}</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        {states.map(({ key, version, updatedAt, value }) => (
          <div key={key}>
            <p className="mb-1.5 text-[0.8125rem] text-muted-foreground">
              {t("savedStateHint", { version })} · <Time at={updatedAt} />
            </p>
            <JsonBlock value={value} label={t("savedStateOf", { key }).trim()} />
          </div>
        ))}
      </CardContent>
    </Card>
  );
}
