import { KeyRound, Lock, LockOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { OperationView } from "@/lib/dashboard/api-docs/api-docs";

/** The permission that an operation asks for, or what opens it instead. */
export function WhoMay({ permission, credentials }: Pick<OperationView, "permission" | "credentials">) {
  const t = useTranslations("apiDocs");
  if (permission !== null) {
    return (
      <Badge className="font-mono">
        <Lock aria-hidden /> {permission}
      </Badge>
    );
  }
  return credentials.length === 0 ? (
    <Badge>
      <LockOpen aria-hidden /> {t("open")}
    </Badge>
  ) : (
    <Badge>
      <KeyRound aria-hidden /> {t("way.cronSecret")}
    </Badge>
  );
}
