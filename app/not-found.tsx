import Link from "next/link";
import { JOBS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 px-6">
      <p className="text-sm text-muted-foreground">404</p>
      <h1 className="text-xl font-semibold tracking-tight">There is no such page</h1>
      <p className="text-sm text-muted-foreground">The address is mistyped, or the page has moved.</p>
      <Button asChild>
        <Link href={JOBS_PATH}>To the jobs</Link>
      </Button>
    </main>
  );
}
