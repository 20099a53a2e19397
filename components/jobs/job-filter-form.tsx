import Link from "next/link";
import { JOBS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Input, Label, Select } from "@/components/ui/field";
import { JOB_CONDITIONS, type JobFilter } from "@/lib/dashboard/job-filter";

/** A plain GET form: the address is the view. */
export function JobFilterForm({ filter, categories }: { filter: JobFilter; categories: Record<string, number> }) {
  const filtered = filter.q !== "" || filter.category !== "" || filter.state !== undefined;
  return (
    <search aria-label="Jobs">
      <form action={JOBS_PATH} className="flex w-full flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1 max-sm:basis-full sm:max-w-72">
          <Label htmlFor="job-q" className="sr-only">
            Name or description
          </Label>
          <Input id="job-q" type="search" name="q" defaultValue={filter.q} placeholder="Search jobs" />
        </div>
        <div className="max-sm:min-w-24 max-sm:flex-1">
          <Label htmlFor="job-category" className="sr-only">
            Category
          </Label>
          <Select id="job-category" name="category" defaultValue={filter.category}>
            <option value="">All categories</option>
            {Object.entries(categories).map(([category, count]) => (
              <option key={category} value={category}>
                {category} ({count})
              </option>
            ))}
          </Select>
        </div>
        <div className="max-sm:min-w-24 max-sm:flex-1">
          <Label htmlFor="job-state" className="sr-only">
            State
          </Label>
          <Select id="job-state" name="state" defaultValue={filter.state ?? ""}>
            <option value="">Any state</option>
            {JOB_CONDITIONS.map((condition) => (
              <option key={condition} value={condition}>
                {condition}
              </option>
            ))}
          </Select>
        </div>
        <Button type="submit">Filter</Button>
        {filtered && (
          <Button asChild variant="ghost">
            <Link href={JOBS_PATH}>Clear</Link>
          </Button>
        )}
      </form>
    </search>
  );
}
