"use client";
import { type ComponentProps, createContext, useContext } from "react";
import * as Field from "@/components/ui/field";

/** Between the values of several boxes of one name. */
const SEPARATOR = "\n";

/** What a form sent when it was refused, by the names of its fields; null before. */
const KeptValues = createContext<Readonly<Record<string, string>> | null>(null);

export const Kept = KeptValues;

/** What a form holds, but for its passwords. */
export function typedIn(form: HTMLFormElement): Record<string, string> {
  const isSecret = (name: string) => form.querySelector(`[type=password][name="${CSS.escape(name)}"]`) !== null;
  const values: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || isSecret(name)) continue;
    values[name] = name in values ? `${values[name]}${SEPARATOR}${value}` : value;
  }
  return values;
}

/**
 * The fields of a form that keeps what was typed when it is refused: they begin with what was sent, in a browser with a
 * script and without one. Outside of such a form they are the plain ones.
 */
export function KeptInput({ defaultValue, ...props }: ComponentProps<typeof Field.Input>) {
  const value = useKept(props.name, defaultValue);
  return <Field.Input key={value} defaultValue={value} {...props} />;
}

export function KeptTextarea({ defaultValue, ...props }: ComponentProps<typeof Field.Textarea>) {
  const value = useKept(props.name, defaultValue);
  return <Field.Textarea key={value} defaultValue={value} {...props} />;
}

export function KeptSelect({ defaultValue, ...props }: ComponentProps<typeof Field.Select>) {
  const value = useKept(props.name, defaultValue);
  return <Field.Select key={value} defaultValue={value} {...props} />;
}

/** Also a radio, by its `type`: ticked when its value is among those that were sent. */
export function KeptCheckbox({ defaultChecked, ...props }: ComponentProps<typeof Field.Checkbox>) {
  const kept = useContext(KeptValues);
  const sent = kept?.[props.name ?? ""]?.split(SEPARATOR) ?? [];
  const checked = kept === null ? (defaultChecked ?? false) : sent.includes(String(props.value ?? "on"));
  return <Field.Checkbox key={String(checked)} defaultChecked={checked} {...props} />;
}

/** What a field of the form begins with: what was sent, else `initial`. */
export function useKept(name: string | undefined, initial: unknown): string {
  const kept = useContext(KeptValues);
  const begin = initial === undefined || initial === null ? "" : String(initial);
  return kept === null || name === undefined ? begin : (kept[name] ?? "");
}
