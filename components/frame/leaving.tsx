import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

export interface LeavingProps {
  /** Null: the link is of nobody. */
  subscription: { channelName: string; recipient: string; subscribed: boolean } | null;
  leave: () => Promise<void>;
}

/** Where the link in an alert mail leads: one button, and afterwards that it is done. Works without JavaScript. */
export function Leaving({ subscription, leave }: LeavingProps) {
  const t = useTranslations("unsubscribe");
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-2.5">
        <span aria-hidden className="grid size-8 place-items-center rounded-md bg-primary text-primary-foreground">
          <Bell className="size-4.5" />
        </span>
        <h1 className="text-lg font-semibold tracking-tight">{t("title")}</h1>
      </div>
      <Card className="flex flex-col gap-4 p-5 text-sm wrap-anywhere">
        {subscription === null ? <p>{t("unknown")}</p> : <Subscribed subscription={subscription} leave={leave} />}
      </Card>
    </main>
  );
}

function Subscribed({
  subscription,
  leave,
}: { subscription: NonNullable<LeavingProps["subscription"]> } & Pick<LeavingProps, "leave">) {
  const t = useTranslations("unsubscribe");
  const { recipient: address, channelName: channel, subscribed } = subscription;
  if (!subscribed) return <p role="status">{t("left", { address, channel })}</p>;
  return (
    <form action={leave} className="flex flex-col gap-4">
      <p>{t("ask", { address, channel })}</p>
      <Button type="submit" variant="primary">
        {t("leave")}
      </Button>
    </form>
  );
}
