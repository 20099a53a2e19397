import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInForm } from "@/components/frame/sign-in-form";
import { firstValues, OVERVIEW_PATH, type SearchParams } from "@/components/text/paths";
import { currentPerson } from "@/lib/http/auth/page-guard";
import { setLanguage } from "../shell-actions";
import { signInAction } from "./actions";
import { ownPath } from "./own-path";

export async function generateMetadata() {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { next = "" } = firstValues(await searchParams);
  const person = await currentPerson();
  if (person?.role) redirect(ownPath(next) ?? OVERVIEW_PATH);
  return <SignInForm next={next} withoutRole={person?.email ?? null} action={signInAction} setLanguage={setLanguage} />;
}
