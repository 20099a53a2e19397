import Link from "next/link";
import { Empty } from "@/components/shell/empty";
import { RUNS_PATH } from "@/components/shell/paths";

export default function RunNotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <Empty title="There is no such run (any more).">
        Old runs are deleted after a while; their counts stay in the statistics.{" "}
        <Link href={RUNS_PATH} className="text-primary underline underline-offset-2">
          To the runs
        </Link>
      </Empty>
    </>
  );
}
