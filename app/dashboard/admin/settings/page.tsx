import { redirect } from "next/navigation";
import { PROFILE_PATH } from "@/components/shell/paths";

export default function Settings() {
  redirect(PROFILE_PATH);
}
