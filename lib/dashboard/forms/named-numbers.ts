/** Stands before the name of each number of a form. */
export const NUMBER_FIELD = "number.";

/** The numbers of a form by their names; an empty field says nothing, and what is no number is told as NaN. */
export function numbersOfForm(form: Iterable<readonly [string, FormDataEntryValue]>): Record<string, number> {
  const said = [...form].filter(([name, value]) => name.startsWith(NUMBER_FIELD) && value !== "");
  return Object.fromEntries(said.map(([name, value]) => [name.slice(NUMBER_FIELD.length), Number(value)]));
}
