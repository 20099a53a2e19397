import { redirect } from "next/navigation";
import { JOBS_PATH } from "@/components/shell/paths";

export default function Dashboard() {
  redirect(JOBS_PATH);
}
