import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";

export interface ShellPerson {
  email: string;
  role: keyof Messages["shell"]["role"] | null;
}

/** Who looks at the screens, as what, and the way out. */
export function SignedInAs({ person, signOut }: { person: ShellPerson; signOut: () => Promise<void> }) {
  const t = useTranslations("shell");
  return (
    <div className="flex items-center gap-2 border-t border-border pt-3">
      <p className="min-w-0 flex-1 px-1 text-xs">
        <span className="block truncate font-medium" title={person.email}>
          {person.email}
        </span>
        <span className="text-muted-foreground">{person.role === null ? t("noRole") : t(`role.${person.role}`)}</span>
      </p>
      <form action={signOut}>
        <Button variant="ghost" size="icon" title={t("signOut", { email: person.email })}>
          <LogOut aria-hidden />
          <span className="sr-only">{t("signOut", { email: person.email })}</span>
        </Button>
      </form>
    </div>
  );
}
