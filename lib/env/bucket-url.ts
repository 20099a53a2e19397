import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where objects are kept. */
export type BucketLocation =
  | { kind: "folder"; path: string }
  | {
      kind: "s3";
      bucket: string;
      /** Of the store, without the bucket: `https://host:port`. */
      endpoint: string;
      region: string;
      accessKeyId: string;
      secretAccessKey: string;
    };

const EXPECTED = "expected file:FOLDER or s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=REGION&tls=false]";

/**
 * Reads BUCKET_URL. A relative folder starts at the working directory; the region is `auto` and the endpoint https
 * unless the query says otherwise.
 * @returns the location, or a sentence that says what is wrong with it (without the secret)
 */
export function parseBucketUrl(value: string): BucketLocation | string {
  if (value.startsWith("file:")) return { kind: "folder", path: folderOf(value) };
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol !== "s3:") return `${EXPECTED}; correct or remove it`;
  const bucket = url.pathname.slice(1);
  if (!url.host || !bucket || bucket.includes("/")) return `${EXPECTED}; add the host and the one name of the bucket`;
  if (!url.username || !url.password) return `${EXPECTED}; add the key and the secret, percent-encoded`;
  return {
    kind: "s3",
    bucket,
    endpoint: `${url.searchParams.get("tls") === "false" ? "http" : "https"}://${url.host}`,
    region: url.searchParams.get("region") ?? "auto",
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  };
}

function folderOf(value: string): string {
  return value.startsWith("file://") ? fileURLToPath(value) : resolve(value.slice("file:".length));
}
