import type { ReactNode } from "react";
import { SettingsNav } from "@/components/settings/settings-nav";
import { may } from "@/lib/auth/permissions";
import { currentPerson } from "@/lib/http/auth/page-guard";
import { SECTIONS } from "./sections";

/** The frame of the settings: it guards nothing, each page does. A role sees the sections that it may use. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (person === null) return children;
  const sections = SECTIONS.filter(({ permission }) => may(person.role, permission)).map(({ section }) => section);
  return (
    <div className="grid grid-cols-1 items-start gap-x-8 gap-y-5 xl:grid-cols-[11rem_minmax(0,1fr)]">
      <SettingsNav sections={sections} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
