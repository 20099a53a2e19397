import { getTranslations } from "next-intl/server";
import { Leaving } from "@/components/frame/leaving";
import { subscriptionOfLink } from "@/lib/http/routes/unsubscribe";
import { leaveAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("unsubscribe"))("title"), referrer: "no-referrer" as const };
}

/** Of the link in an alert mail; nobody is asked to sign in. */
export default async function UnsubscribePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <Leaving subscription={await subscriptionOfLink(token)} leave={leaveAction.bind(null, token)} />;
}
