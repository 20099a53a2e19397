"use client";

import { useEffect } from "react";
import { CRON_FIELDS, cronFieldsOf } from "@/lib/dashboard/schedule-form";

/** Keeps the expression and its five fields alike while one of them is typed in, and fills presets in place. */
export function EditorScript({ formId }: { formId: string }) {
  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    const onInput = ({ target }: Event) => target instanceof HTMLInputElement && follow(form, target);
    const onClick = (event: Event) => {
      const button = event.target instanceof Element ? event.target.closest('button[name="preset"]') : null;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      fill(form, "expression", button.value);
      field(form, "expression")?.dispatchEvent(new Event("input", { bubbles: true }));
    };
    form.addEventListener("input", onInput);
    form.addEventListener("click", onClick);
    return () => {
      form.removeEventListener("input", onInput);
      form.removeEventListener("click", onClick);
    };
  }, [formId]);
  return null;
}

function follow(form: HTMLFormElement, { name }: HTMLInputElement): void {
  if (name === "expression") {
    const fields = cronFieldsOf(field(form, "expression")?.value ?? "");
    for (const [key, value] of Object.entries(fields)) fill(form, key, value);
  }
  if (CRON_FIELDS.some((key) => key === name)) {
    const parts = CRON_FIELDS.map((key) => field(form, key)?.value.trim() || "*");
    fill(form, "expression", parts.join(" "));
  }
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const input = field(form, name);
  if (input) input.value = value;
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}
