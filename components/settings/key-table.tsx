import { CircleCheck, CircleSlash, Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";

/** A key as the list shows it. */
export interface ShownKey {
  id: string;
  name: string;
  state: "active" | "expired" | "revoked";
  permissions: readonly string[];
  effectivePermissions: readonly string[];
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}

const LOOKS = {
  active: { tone: "success", icon: CircleCheck },
  expired: { tone: "warning", icon: Clock },
  revoked: { tone: "idle", icon: CircleSlash },
} as const;

/** Every key that was ever made, with what it may do and when it was last used. */
export function KeyTable({ keys, revoke }: { keys: readonly ShownKey[]; revoke: FormAction }) {
  const t = useTranslations("settings.keys");
  return (
    <ScrollBox label={t("list")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("name")}</TableHead>
            <TableHead>{t("state")}</TableHead>
            <TableHead>{t("permissions")}</TableHead>
            <TableHead>{t("lastUsed")}</TableHead>
            <TableHead>{t("expires")}</TableHead>
            <TableHead>{t("made")}</TableHead>
            <TableHead>
              <span className="sr-only">{t("revoke")}</span>
            </TableHead>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} of={key} revoke={revoke} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function KeyRow({ of: key, revoke }: { of: ShownKey; revoke: FormAction }) {
  const t = useTranslations("settings.keys");
  const { tone, icon: Icon } = LOOKS[key.state];
  return (
    <TableRow>
      <TableCell className="min-w-20 font-medium wrap-anywhere">{key.name}</TableCell>
      <TableCell>
        <Badge tone={tone}>
          <Icon aria-hidden /> {t(`states.${key.state}`)}
        </Badge>
      </TableCell>
      <TableCell>
        <Scopes given={key.permissions} effective={key.effectivePermissions} />
      </TableCell>
      <TableCell>{key.lastUsedAt ? <Time at={key.lastUsedAt} /> : t("neverUsed")}</TableCell>
      <TableCell>{key.expiresAt ? <Time at={key.expiresAt} /> : t("never")}</TableCell>
      <TableCell className="whitespace-nowrap">
        <Time at={key.createdAt} />
        <span className="block max-w-24 truncate text-xs text-muted-foreground" title={key.createdBy ?? undefined}>
          {key.createdBy ?? t("makerGone")}
        </span>
      </TableCell>
      <TableCell className="text-right">
        {key.state !== "revoked" && (
          <ActionForm action={revoke} className="flex flex-col items-end gap-2">
            <input type="hidden" name="id" value={key.id} />
            <SubmitButton variant="destructive" size="sm" aria-label={t("revokeOne", { name: key.name })}>
              {t("revoke")}
            </SubmitButton>
          </ActionForm>
        )}
      </TableCell>
    </TableRow>
  );
}

/** A permission that its maker has lost is struck through: the key has lost it as well. */
function Scopes({ given, effective }: { given: readonly string[]; effective: readonly string[] }) {
  const t = useTranslations("settings.keys");
  return (
    <span className="flex min-w-36 flex-wrap gap-x-2 gap-y-0.5">
      {given.map((permission) => {
        const counts = effective.includes(permission);
        return (
          <code
            key={permission}
            title={counts ? undefined : t("lost")}
            className={cn("font-mono text-xs", !counts && "text-muted-foreground line-through")}
          >
            {permission}
          </code>
        );
      })}
    </span>
  );
}
