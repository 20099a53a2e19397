import type { ReactNode } from "react";
import { Checkbox } from "@/components/shell/kept-field";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Label } from "@/components/ui/field";

/** A part of the editor with a heading of its own. */
export function EditorSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-4 py-4">{children}</CardContent>
    </Card>
  );
}

/** One of several, each with a sentence on what it means. */
export function Choices(props: {
  legend: string;
  name: string;
  value: string;
  options: readonly { value: string; label: string; meaning: string }[];
}) {
  const { legend, name, value, options } = props;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-[0.8125rem] font-medium">{legend}</legend>
      {options.map((option) => (
        <Label key={option.value} className="flex items-start gap-2.5 font-normal">
          <Checkbox
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === value}
            className="mt-0.5 shrink-0"
          />
          <span>
            <span className="font-medium">{option.label}</span>{" "}
            <span className="text-muted-foreground">{option.meaning}</span>
          </span>
        </Label>
      ))}
    </fieldset>
  );
}
