import { redirect } from "next/navigation";
import { OVERVIEW_PATH } from "@/components/shell/paths";

export default function Dashboard() {
  redirect(OVERVIEW_PATH);
}
