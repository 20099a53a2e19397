/** Imported by the browser: nothing here may load zod or the database. */

export interface RequestParameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  /** Its value holds parameters of any names: `size=2&debug=true`. */
  isAnyNames: boolean;
}

/** What a form that sends a request knows of the operation. */
export interface RequestForm {
  method: string;
  path: string;
  /** Names of path segments, query parameters and headers, in the form's order. */
  parameters: RequestParameter[];
  hasBody: boolean;
}

/** The name of a field of the form. */
export const fieldOf = (place: string, name: string): string => `${place}:${name}`;
export const BODY_FIELD = "body";

/**
 * The request that a filled form stands for. Empty fields are left out.
 * @param bearer sent instead of the cookie; empty: the cookie decides
 */
export function requestOf(
  form: RequestForm,
  read: (field: string) => string,
  bearer: string,
): { url: string; init: RequestInit } {
  const filled = form.parameters.map((parameter) => ({
    ...parameter,
    value: read(fieldOf(parameter.in, parameter.name)),
  }));
  const at = (place: string) => filled.filter((parameter) => parameter.in === place && parameter.value !== "");
  const path = at("path").reduce(
    (address, { name, value }) => address.replace(`{${name}}`, encodeURIComponent(value)),
    form.path,
  );
  const pairs = at("query").flatMap(({ name, value, isAnyNames }) =>
    isAnyNames ? [...new URLSearchParams(value)] : [[name, value]],
  );
  const query = new URLSearchParams(pairs).toString();
  const body = form.hasBody ? read(BODY_FIELD).trim() : "";
  const headers = {
    ...Object.fromEntries(at("header").map(({ name, value }) => [name, value])),
    ...(bearer !== "" && { authorization: `Bearer ${bearer}` }),
    ...(body !== "" && { "content-type": "application/json" }),
  };
  return {
    url: query === "" ? path : `${path}?${query}`,
    init: {
      method: form.method,
      headers,
      credentials: bearer === "" ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "error",
      ...(body !== "" && { body }),
    },
  };
}
