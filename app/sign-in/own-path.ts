/** The path if it leads to a page of this application, else null: a sign-in must not lead anywhere else. */
export function ownPath(path: string): string | null {
  return /^\/(?![/\\])/.test(path) && URL.canParse(path, "http://here") && new URL(path, "http://here").host === "here"
    ? path
    : null;
}
