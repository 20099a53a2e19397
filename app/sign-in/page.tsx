import { redirect } from "next/navigation";
import { firstValues, type SearchParams } from "@/components/shell/href";
import { JOBS_PATH } from "@/components/shell/paths";
import { SignInForm } from "@/components/shell/sign-in-form";
import { currentPerson } from "@/lib/http/auth/page-guard";
import { signInAction } from "./actions";
import { ownPath } from "./own-path";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { next = "" } = firstValues(await searchParams);
  const person = await currentPerson();
  if (person?.role) redirect(ownPath(next) ?? JOBS_PATH);
  return <SignInForm next={next} withoutRole={person?.email ?? null} action={signInAction} />;
}
