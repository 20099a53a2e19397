import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * All rules of axe on the page as it is, each violation with its place. Legacy mode runs in the page itself, which is
 * enough where there are no frames of other origins; this, and reporting nothing but violations, takes a fifth of the time.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(" ")}`));
}
