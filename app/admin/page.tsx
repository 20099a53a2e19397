import { redirect } from "next/navigation";
import { RUNS_PATH } from "@/components/shell/paths";

export default function Admin() {
  redirect(RUNS_PATH);
}
