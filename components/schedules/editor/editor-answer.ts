import type { FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";

/** What would happen if the form were saved as it stands, in words of the screen's language. */
export interface PreviewText {
  /** Why it cannot be saved so; null when it can. */
  problem: string | null;
  /** What fires it. */
  words: string | null;
  zone: string;
  /** ISO 8601, with the wall clock of the schedule's zone. */
  instants: { at: string; inZone: string }[];
  /** What a person may not have meant, or should know. */
  warnings: string[];
}

/** Somebody else saved first. */
export interface ConflictText {
  title: string;
  advice: string;
  columns: { field: string; theirs: string; mine: string };
  rows: { field: string; theirs: string; mine: string; both: boolean }[];
  apply: string;
}

/** What the editor is told: always the values that were sent, so that no typing is lost. */
export type EditorAnswer = {
  values: FormValues;
  error?: string;
  preview?: PreviewText;
  conflict?: ConflictText;
} | null;

export type EditorAction = (previous: EditorAnswer, form: FormData) => Promise<EditorAnswer>;
