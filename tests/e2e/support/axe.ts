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

interface Look {
  /** Of the window, in px. */
  width: number;
  colorScheme: "light" | "dark";
}

/** Colours do not depend on the width, and layout not on the theme, so that two of the four see what all would. */
export const LOOKS: readonly Look[] = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 360 },
];

/** Size and theme change under the page: one visit shows it in every look. */
export async function lookAt(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  await transitionsEnd(page);
}

/** How many px wider than the window the page is; 0 where nothing is cut off. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}

/** Colours on their way from one theme to the other are neither's. */
async function transitionsEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}
