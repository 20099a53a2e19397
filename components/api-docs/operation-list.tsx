import { KeyRound, Lock, LockOpen, Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { groupAnchor } from "@/components/api-docs/field-list";
import { API_DOCS_PATH, operationPath } from "@/components/text/paths";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Input, Label } from "@/components/ui/field";
import type { ApiGroup, Method, OperationView } from "@/lib/dashboard/api-docs/api-docs";

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

const TONES: Record<Method, Tone> = {
  GET: "running",
  POST: "success",
  PUT: "warning",
  PATCH: "warning",
  DELETE: "failed",
};

export function MethodBadge({ method }: { method: Method }) {
  return (
    <Badge tone={TONES[method]} className="w-16 justify-center rounded-md font-mono">
      {method}
    </Badge>
  );
}

/** The permission that an operation asks for, or what opens it instead. */
export function WhoMay({ permission, credentials }: Pick<OperationView, "permission" | "credentials">) {
  const t = useTranslations("apiDocs");
  if (permission !== null) {
    return (
      <Badge className="font-mono">
        <Lock aria-hidden /> {permission}
      </Badge>
    );
  }
  const [credential] = credentials;
  return credential === undefined ? (
    <Badge>
      <LockOpen aria-hidden /> {t("open")}
    </Badge>
  ) : (
    <Badge>
      <KeyRound aria-hidden /> {t(`way.${credential}`)}
    </Badge>
  );
}

const LINK =
  "flex justify-between gap-3 rounded-md px-2.5 py-1.5 text-sm text-muted-foreground hover:bg-accent hover:text-foreground";

/** Leads to the groups of operations. */
export function GroupNav({ groups }: { groups: ApiGroup[] }) {
  const t = useTranslations("apiDocs");
  return (
    <nav aria-label={t("contents")} className="xl:sticky xl:top-6">
      <ul className="flex flex-wrap gap-1 xl:flex-col">
        {groups.map(({ name, operations }) => (
          <li key={name}>
            <a href={`#${groupAnchor(name)}`} className={LINK}>
              {name} <span className="tabular-nums">{operations.length}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** A plain GET form: it works before JavaScript. */
export function ApiFilter({ text, shown, total }: { text: string; shown: number; total: number }) {
  const t = useTranslations("apiDocs");
  return (
    <search>
      <form action={API_DOCS_PATH} className="flex flex-wrap items-end gap-2">
        <div className="min-w-48 flex-1">
          <Label htmlFor="api-q" className="mb-1 block">
            {t("filter")}
          </Label>
          <Input id="api-q" name="q" type="search" defaultValue={text} placeholder={t("filterHint")} />
        </div>
        <Button type="submit">
          <Search aria-hidden /> {t("search")}
        </Button>
        {text !== "" && (
          <Button asChild variant="ghost">
            <Link href={API_DOCS_PATH}>{t("clear")}</Link>
          </Button>
        )}
        <p role="status" className="w-full text-[0.8125rem] text-muted-foreground">
          {t("shown", { shown, total })}
        </p>
      </form>
    </search>
  );
}
