import { createHash } from "node:crypto";

/**
 * The names an image's WebP may have, best first: `a/b.jpg` -> `a/b.webp`, then `a/b.jpg.webp` when that is another's,
 * then one with a mark of its own key.
 */
export function targetNamesOf(sourceKey: string): readonly [string, string, string] {
  const folder = sourceKey.slice(0, sourceKey.lastIndexOf("/") + 1);
  const name = sourceKey.slice(folder.length);
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return [`${folder}${stem}.webp`, `${sourceKey}.webp`, `${sourceKey}.${markOf(sourceKey).slice(0, 8)}.webp`];
}

/** What stands for the source's key in the target's metadata, which may hold neither its letters nor its length. */
export const markOf = (sourceKey: string) => createHash("sha256").update(sourceKey).digest("hex");
