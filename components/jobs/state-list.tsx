import { useTranslations } from "next-intl";
import { JsonBlock } from "@/components/shell/json-block";
import { Time } from "@/components/shell/time";
import type { JobStateEntry } from "@/lib/dashboard/job-state";

/** What a job remembers from run to run, per key. */
export function StateList({ states }: { states: readonly JobStateEntry[] }) {
  const t = useTranslations("job");
  if (states.length === 0) return <p className="text-sm text-muted-foreground">{t("noState")}</p>;
  return (
    <ul className="flex flex-col gap-4">
      {states.map((state) => (
        <li key={state.key}>
          <p className="mb-1.5 text-[0.8125rem] text-muted-foreground">
            {state.key !== "" && <span className="font-medium text-foreground">{state.key} · </span>}
            {t.rich("stateVersion", { version: state.version, time: () => <Time at={state.updatedAt} /> })}
          </p>
          <JsonBlock value={state.value} label={t("stateOf", { key: state.key }).trim()} />
        </li>
      ))}
    </ul>
  );
}
