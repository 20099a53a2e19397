import { redirect } from "next/navigation";
import { OVERVIEW_PATH } from "@/components/shell/paths";

export default function Home() {
  redirect(OVERVIEW_PATH);
}
