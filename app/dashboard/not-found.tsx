import Link from "next/link";
import { Empty } from "@/components/shell/empty";
import { JOBS_PATH } from "@/components/shell/paths";

export default function JobNotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <Empty title="No job of this name is in the code.">
        <Link href={JOBS_PATH} className="text-primary underline underline-offset-2">
          To the jobs
        </Link>
      </Empty>
    </>
  );
}
