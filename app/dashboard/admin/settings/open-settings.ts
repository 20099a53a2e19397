import { redirect } from "next/navigation";
import { PROFILE_PATH } from "@/components/text/paths";
import type { Permission } from "@/lib/auth/permissions";
import { openPage, type Page } from "@/lib/http/routes/page";

/** Opens a part of the settings; whoever may not use it is led to their own profile. */
export async function openSettings(permission: Permission, path: string): Promise<Page> {
  const page = await openPage(path);
  if (!page.can(permission)) redirect(PROFILE_PATH);
  return page;
}
