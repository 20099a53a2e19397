import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Text on its ground needs 4.5:1 (WCAG 2.2, 1.4.3). Every colour of app/globals.css is a pair for light and dark. */
const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const colours = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = "", light, dark]) => [
    name,
    { light: light ?? "", dark: dark ?? "" },
  ]),
);
const statuses = [...colours.keys()].filter((name) => name.startsWith("status-") && !name.endsWith("-bg"));

const PAIRS = [
  ...statuses.flatMap((name) => [
    [name, `${name}-bg`],
    [name, "card"],
    [name, "accent"],
  ]),
  ...["background", "card", "muted", "accent"].flatMap((ground) => [
    ["foreground", ground],
    ["muted-foreground", ground],
  ]),
  ["primary-foreground", "primary"],
  ["primary", "card"],
];

test("there are five status pairs", () => expect(statuses).toHaveLength(5));

test.each(PAIRS)("%s on %s can be read in both themes", (text = "", ground = "") => {
  for (const theme of ["light", "dark"] as const) {
    expect(contrast(colours.get(text)?.[theme] ?? "", colours.get(ground)?.[theme] ?? "")).toBeGreaterThanOrEqual(4.5);
  }
});

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
