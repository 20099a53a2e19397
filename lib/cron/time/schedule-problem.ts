/**
 * What can be wrong with a schedule, in the English of the API, the command line and the registry. The screens say it
 * in the person's language, by the same codes; a name in braces is a value of the problem.
 */
export const SCHEDULE_SENTENCES = {
  too_long: "the expression is longer than {most} characters",
  nickname: '"{expression}" is a nickname: write its five fields instead',
  wrong_fields: '"{expression}" has {count} fields, expected five: minute hour day month weekday',
  odd_field: '"{field}" is not a list of numbers, ranges, steps or English names',
  out_of_range:
    '"{expression}" has a value out of its range: minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-7; ranges go upwards, steps are above 0',
  step_without_range: '"{part}" has a step and no range: write the range, for example 5-59/15 or MON-FRI/2',
  downward_range: '"{range}" goes downwards: write it as two ranges, for example FRI-SUN,MON or 22-23,0-4',
  never_fires: '"{expression}" never fires',
  bad_timezone: '"{timezone}" is not an IANA time zone',
  bad_interval: "expected 1 to {most} whole seconds, got {seconds}",
  bad_instant: "expected an instant in ISO 8601 of the years 1 to 9999 by UTC, got {given}",
  bad_choice: "expected one of {choices}",
  overlap_one_lane:
    "{job} runs one at a time, so allow would change nothing: use queue, or give the job a concurrency above 1",
  ends_too_early: "must be after startsAt",
  date_over: "{runAt} is over; with runNow it runs once, now",
  nothing_ahead: "nothing of it lies ahead before {endsAt}: it would never fire",
  not_declared: "only a schedule that the code declares has values to go back to",
} as const;

type Sentences = typeof SCHEDULE_SENTENCES;
/** The names in braces of a sentence. */
export type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Values<Code extends keyof Sentences> = Readonly<Record<NamesIn<Sentences[Code]>, string | number>>;

export interface ScheduleProblem {
  code: keyof Sentences;
  values: Readonly<Record<string, string | number>>;
  /** The English sentence. */
  message: string;
}

/** A problem with its sentence. */
export function scheduleProblemOf<Code extends keyof Sentences>(code: Code, values: Values<Code>): ScheduleProblem {
  const known: Readonly<Record<string, string | number>> = values;
  const message = SCHEDULE_SENTENCES[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
  return { code, values, message };
}
