import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { LanguagePicker } from "@/components/frame/pickers";
import { Notice } from "@/components/text/blocks";
import { Card } from "@/components/ui/card";
import { Input, Label } from "@/components/ui/field";

export interface SignInFormProps {
  /** Where to go afterwards. */
  next: string;
  /** E-mail address of somebody who is signed in but may see nothing. */
  withoutRole: string | null;
  action: FormAction;
  setLanguage: (form: FormData) => Promise<void>;
}

export function SignInForm({ next, withoutRole, action, setLanguage }: SignInFormProps) {
  const t = useTranslations("signIn");
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <span aria-hidden className="grid size-8 place-items-center rounded-md bg-primary text-primary-foreground">
          <Bell className="size-4.5" />
        </span>
        <h1 className="text-lg font-semibold tracking-tight">{t("heading")}</h1>
      </div>
      <Card className="p-5">
        {withoutRole && <Notice tone="warning">{t("withoutRole", { email: withoutRole })}</Notice>}
        <ActionForm action={action} className="flex flex-col gap-4">
          <input type="hidden" name="next" value={next} />
          <div className="flex flex-col gap-1.5">
            <Label htmlFor="email">{t("email")}</Label>
            <Input id="email" name="email" type="email" autoComplete="username" required />
          </div>
          <div className="flex flex-col gap-1.5">
            <Label htmlFor="password">{t("password")}</Label>
            <Input id="password" name="password" type="password" autoComplete="current-password" required />
          </div>
          <SubmitButton variant="primary">{t("submit")}</SubmitButton>
        </ActionForm>
      </Card>
      <p className="mt-4 text-xs text-muted-foreground">
        {t.rich("firstAdmin", { code: (chunks) => <code className="font-mono">{chunks}</code> })}
      </p>
      <div className="mt-4">
        <LanguagePicker setLanguage={setLanguage} />
      </div>
    </main>
  );
}
