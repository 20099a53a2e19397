import { JsonBlock } from "@/components/shell/json-block";
import { Time } from "@/components/shell/time";
import type { JobStateEntry } from "@/lib/dashboard/job-state";

/** What a job remembers from run to run, per key. */
export function StateList({ states }: { states: readonly JobStateEntry[] }) {
  if (states.length === 0) return <p className="text-sm text-muted-foreground">Nothing is saved yet.</p>;
  return (
    <ul className="flex flex-col gap-4">
      {states.map((state) => (
        <li key={state.key}>
          <p className="mb-1.5 text-[0.8125rem] text-muted-foreground">
            {state.key !== "" && <span className="font-medium text-foreground">{state.key} · </span>}
            version {state.version}, saved <Time at={state.updatedAt} />
          </p>
          <JsonBlock value={state.value} label={`State ${state.key}`.trim()} />
        </li>
      ))}
    </ul>
  );
}
