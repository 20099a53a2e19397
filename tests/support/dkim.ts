import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { headerLines } from "./mail-server.ts";

/** Verifies DKIM signatures (RFC 6376, relaxed/relaxed, rsa-sha256) without the library that makes them. */
export interface DkimVerdict {
  valid: boolean;
  domain: string | undefined;
  selector: string | undefined;
  /** Names of the signed header fields, in lower case. */
  signed: string[];
}

export function verifyDkim(raw: Buffer, publicKey: string): DkimVerdict {
  const lines = headerLines(raw);
  const signature = lines.find((line) => /^dkim-signature:/i.test(line)) ?? "";
  const tags = tagsOf(signature);
  const signed = (tags.get("h") ?? "").split(":").map((name) => name.trim().toLowerCase());
  const text = raw.toString("latin1");
  const body = canonicalBody(text.slice(text.indexOf("\r\n\r\n") + 4));
  const bodyHash = createHash("sha256").update(body, "latin1").digest("base64");
  const unsigned = canonicalHeader(signature.replace(/(\bb=)[^;]*$/s, "$1"));
  const data = [...takeFromBottom(lines, signed).map(canonicalHeader), unsigned].join("\r\n");
  const key = createPublicKey(publicKey);
  const made = Buffer.from((tags.get("b") ?? "").replaceAll(/\s/g, ""), "base64");
  return {
    valid: bodyHash === tags.get("bh") && verify("sha256", Buffer.from(data, "latin1"), key, made),
    domain: tags.get("d"),
    selector: tags.get("s"),
    signed,
  };
}

function tagsOf(signature: string): Map<string, string> {
  const value = signature.slice(signature.indexOf(":") + 1).replaceAll(/\r\n/g, "");
  const pairs = value
    .split(";")
    .map((tag) => [tag.slice(0, tag.indexOf("=")).trim(), tag.slice(tag.indexOf("=") + 1).trim()] as const);
  return new Map(pairs);
}

/** A name that is listed twice means the field above; one that is not there counts for nothing. */
function takeFromBottom(lines: readonly string[], names: readonly string[]): string[] {
  const left = [...lines];
  return names.flatMap((name) => {
    const at = left.findLastIndex((line) => line.toLowerCase().startsWith(`${name}:`));
    return at < 0 ? [] : left.splice(at, 1);
  });
}

function canonicalHeader(line: string): string {
  const colon = line.indexOf(":");
  const value = line
    .slice(colon + 1)
    .replaceAll("\r\n", "")
    .replaceAll(/[ \t]+/g, " ")
    .trim();
  return `${line.slice(0, colon).toLowerCase().trim()}:${value}`;
}

function canonicalBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replaceAll(/[ \t]+/g, " ").replace(/ $/, ""));
  return `${lines.join("\r\n").replace(/(\r\n)*$/, "")}\r\n`;
}

/** A pair of keys as a domain publishes and keeps them. */
export function dkimKeys(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
