import { type ApiDocs, readApiDocs, type SourceDocument } from "../../dashboard/api-docs/api-docs.ts";
import { openApiDocument } from "./document.ts";

const known = new Map<string, ApiDocs>();

/** What /docs/api shows. @param serverUrl public address of this application */
export function apiDocs(serverUrl: string): ApiDocs {
  const docs = known.get(serverUrl) ?? readApiDocs(openApiDocument(serverUrl) as unknown as SourceDocument);
  known.set(serverUrl, docs);
  return docs;
}
