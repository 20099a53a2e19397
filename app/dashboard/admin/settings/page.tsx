import { redirect } from "next/navigation";
import { PROFILE_PATH } from "@/components/text/paths";

export default function Settings() {
  redirect(PROFILE_PATH);
}
