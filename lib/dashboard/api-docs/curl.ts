import type { Credential, OperationView } from "./api-docs.ts";

type Callable = Pick<OperationView, "method" | "path" | "parameters" | "body" | "credentials">;

/** The environment variable in which a person is expected to have what the operation asks for. */
const HEADERS: Record<Credential, string> = {
  apiKey: '-H "Authorization: Bearer $BELFRY_API_KEY"',
  cronSecret: '-H "Authorization: Bearer $CRON_SECRET"',
  session: '-H "Cookie: $BELFRY_COOKIE"',
};

/** A line for a shell that calls the operation. @param serverUrl public address of the application */
export function curlOf({ method, path, parameters, body, credentials }: Callable, serverUrl: string): string {
  const query = parameters.filter((parameter) => parameter.in === "query" && parameter.required);
  const address = `${serverUrl}${path}${query.length > 0 ? `?${query.map(({ name }) => `${name}=…`).join("&")}` : ""}`;
  const [credential] = credentials;
  const isChange = method !== "GET";
  return [
    "curl",
    ...(isChange ? [`-X ${method}`] : []),
    ...(credential ? [HEADERS[credential]] : []),
    ...(isChange && credential === "session" ? [`-H "Origin: ${serverUrl}"`] : []),
    ...(body ? ['-H "Content-Type: application/json"', `-d ${quoted(compact(body.example))}`] : []),
    quoted(address),
  ].join(" ");
}

const compact = (json: string): string => JSON.stringify(JSON.parse(json));

/** For a POSIX shell: nothing inside single quotes means anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
