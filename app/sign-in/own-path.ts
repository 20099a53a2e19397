/** Any: only whether the path leaves it counts. */
const HERE = "http://here.invalid";

/**
 * A path of this application as a browser reads it (dots and back slashes resolved), or null when it leads elsewhere: a
 * sign-in must not. What is redirected to is the resolved path, never the text that came.
 */
export function ownPath(path: string): string | null {
  if (!path.startsWith("/") || !URL.canParse(path, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(path, HERE);
  // `/.//host` resolves to `//host`, which a browser takes for another site.
  return origin === HERE && !/^\/[/\\]/.test(pathname) ? `${pathname}${search}${hash}` : null;
}
