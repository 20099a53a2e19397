import { redirect } from "next/navigation";
import { JOBS_PATH } from "@/components/shell/paths";

export default function Home() {
  redirect(JOBS_PATH);
}
