import { cookies } from "next/headers";
import { THEMES, type Theme } from "@/components/frame/themes";

export const THEME_COOKIE = "belfry-theme";

/** The person's choice, "system" until they make one. */
export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  return THEMES.find((theme) => theme === chosen) ?? "system";
}
