/** What a form of a channel says, as the API's bodies have it. */

const SECRETS = ["url", "secret", "routingKey"] as const;

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** Where it leads. A secret that is left empty is not given: it stays, or one is made. */
export function targetOfForm(form: FormData): { secrets?: Record<string, string>; settings?: { to: string[] } } {
  const given = SECRETS.map((name) => [name, textOf(form, name)] as const).filter(([, value]) => value !== "");
  const to = textOf(form, "to")
    .split(/[\s,;]+/)
    .filter((recipient) => recipient !== "");
  return {
    ...(given.length > 0 && { secrets: Object.fromEntries(given) }),
    ...(form.has("to") && { settings: { to } }),
  };
}

/** How it is told. A box that is not ticked is not sent. */
export function mannerOfForm(form: FormData) {
  const [from, until, zone] = ["quietFrom", "quietUntil", "quietZone"].map((name) => textOf(form, name));
  return {
    enabled: form.has("enabled"),
    locale: textOf(form, "locale"),
    minSeverity: textOf(form, "minSeverity"),
    mutedRules: form.getAll("mutedRules"),
    categories: form.getAll("categories"),
    quietHours: from || until || zone ? { from, until, zone } : null,
    canary: form.has("canary"),
  };
}
