import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FormField } from "@/components/forms/form-field";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/field";

export interface FilterFormProps {
  /** Begins the ids of the fields. */
  id: string;
  label: string;
  path: string;
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  className: string;
  /** The fields before those of the time. */
  children: ReactNode;
}

/** A plain GET form over a list of what happened: it works before JavaScript, and any change leads to the newest. */
export function FilterForm({ id, label, path, values, className, children }: FilterFormProps) {
  const t = useTranslations("shell.filter");
  return (
    <search aria-label={label}>
      <form action={path} className={cn("grid grid-cols-1 gap-3 sm:grid-cols-2", className)}>
        {children}
        {(["from", "to"] as const).map((name) => (
          <FormField key={name} id={`${id}-${name}`} label={t(name)}>
            <Input id={`${id}-${name}`} name={name} type="datetime-local" defaultValue={values[name]} />
          </FormField>
        ))}
        <div className="flex items-end gap-2">
          <Button type="submit">{t("submit")}</Button>
          {Object.keys(values).length > 0 && (
            <Button asChild variant="ghost">
              <Link href={path}>{t("clear")}</Link>
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}
