import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/field";
import type { Messages } from "@/lib/i18n/messages";

export type RoleName = keyof Messages["shell"]["role"];

/** Least first: what an admin should give unless there is a reason for more. */
const ROLES: readonly RoleName[] = ["viewer", "operator", "admin"];

export function RoleSelect({ id, value }: { id: string; value: RoleName | null }) {
  const t = useTranslations("shell");
  const settings = useTranslations("settings");
  return (
    <Select id={id} name="role" defaultValue={value ?? ""} key={value} required>
      {value === null && <option value="">{t("noRole")}</option>}
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)} – {settings(`roleMeans.${role}`)}
        </option>
      ))}
    </Select>
  );
}
