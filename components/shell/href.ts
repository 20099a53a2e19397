export type SearchParams = Record<string, string | string[] | undefined>;

/** `path` with the given view state; null, "" and undefined leave a key out, so that a plain view has a plain address. */
export function hrefOf(path: string, params: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") query.set(key, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The first value of each search parameter. */
export function firstValues(params: SearchParams): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[key, first]];
    }),
  );
}
