import { redirect } from "next/navigation";
import { OVERVIEW_PATH } from "@/components/text/paths";

export default function Dashboard() {
  redirect(OVERVIEW_PATH);
}
