"use server";
import { redirect } from "next/navigation";
import { leaveByLink } from "@/lib/http/routes/unsubscribe";

/** The link is all that is asked for: whoever has it got the mail. */
export async function leaveAction(token: string): Promise<void> {
  await leaveByLink(token);
  redirect(`/unsubscribe/${token}`);
}
