import { useTranslations } from "next-intl";
import { KeptCheckbox, KeptInput, KeptSelect, KeptTextarea } from "@/components/forms/kept-field";
import { Label } from "@/components/ui/field";
import { fieldName, type ParamField } from "@/lib/dashboard/forms/form-params";

/** The control of one parameter, by its kind, showing its default. */
export function ParamInput({ field }: { field: ParamField }) {
  const id = `param-${field.name}`;
  const t = useTranslations("runForm");
  const hint = [field.description, field.kind === "list" ? t("byCommas") : null].filter((part) => part !== null);
  const kind = t(`kind.${field.kind}`);
  return (
    <div className="flex max-w-xl flex-col gap-1.5">
      {field.kind === "boolean" ? (
        <Label className="flex items-center gap-2">
          <KeptCheckbox name={fieldName(field.name)} defaultChecked={field.initial === "true"} /> {field.name}
        </Label>
      ) : (
        <>
          <Label htmlFor={id}>
            {field.name}{" "}
            <span className="font-normal text-muted-foreground">{field.required ? t("required", { kind }) : kind}</span>
          </Label>
          <Control field={field} id={id} hintId={hint.length > 0 ? `${id}-hint` : undefined} />
        </>
      )}
      {hint.length > 0 && (
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint.join(" ")}
        </p>
      )}
    </div>
  );
}

function Control({ field, id, hintId }: { field: ParamField; id: string; hintId: string | undefined }) {
  const t = useTranslations("runForm");
  const common = { id, name: fieldName(field.name), defaultValue: field.initial, "aria-describedby": hintId };
  switch (field.kind) {
    case "choice":
      return (
        <KeptSelect {...common} required={field.required}>
          {!field.required && <option value="">{t("default")}</option>}
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </KeptSelect>
      );
    case "json":
      return <KeptTextarea {...common} required={field.required} className="font-mono" spellCheck={false} />;
    case "number":
    case "integer":
      return (
        <KeptInput {...common} type="number" step={field.kind === "integer" ? 1 : "any"} required={field.required} />
      );
    case "list":
    case "text":
    case "boolean":
      return (
        <KeptInput {...common} type={field.secret ? "password" : "text"} required={field.required} autoComplete="off" />
      );
  }
}
