import Link from "next/link";
import { groupAnchor } from "@/components/api-docs/anchors";
import { MethodBadge } from "@/components/api-docs/method-badge";
import { WhoMay } from "@/components/api-docs/who-may";
import { operationPath } from "@/components/shell/paths";
import { Card } from "@/components/ui/card";
import type { ApiGroup, OperationView } from "@/lib/dashboard/api-docs/api-docs";

/** A group of operations; each leads to its own page. */
export function OperationList({ group: { name, description, operations } }: { group: ApiGroup }) {
  return (
    <section aria-labelledby={groupAnchor(name)}>
      <h2 id={groupAnchor(name)} className="scroll-mt-16 text-base font-semibold">
        {name}
      </h2>
      {description && <p className="mb-2 text-sm text-muted-foreground">{description}</p>}
      <Card>
        <ul className="divide-y divide-border">
          {operations.map((operation) => (
            <Row key={operation.id} operation={operation} />
          ))}
        </ul>
      </Card>
    </section>
  );
}

/** The link covers its row. Sixty of them would be fetched ahead of any click. */
function Row({ operation: { id, method, path, summary, permission, credentials } }: { operation: OperationView }) {
  return (
    <li className="relative grid items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-accent/50 md:grid-cols-[minmax(0,1fr)_minmax(0,13rem)_auto]">
      <Link
        href={operationPath(id)}
        prefetch={false}
        className="flex min-w-0 items-center gap-x-3 after:absolute after:inset-0"
      >
        <MethodBadge method={method} />
        <code className="min-w-0 font-mono text-[0.8125rem] font-medium wrap-anywhere">{path}</code>
      </Link>
      <span className="text-sm text-muted-foreground">{summary}</span>
      <span className="md:w-44 md:text-right">
        <WhoMay permission={permission} credentials={credentials} />
      </span>
    </li>
  );
}
