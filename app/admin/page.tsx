import { redirect } from "next/navigation";
import { RUNS_PATH } from "@/components/text/paths";

export default function Admin() {
  redirect(RUNS_PATH);
}
