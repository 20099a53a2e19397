import { cookies } from "next/headers";
import { screenZone } from "@/lib/dashboard/words/zone";

export const ZONE_COOKIE = "belfry-zone";

/** The zone in which this person sees instants, UTC until they choose. */
export async function readZone(): Promise<string> {
  return screenZone((await cookies()).get(ZONE_COOKIE)?.value);
}
