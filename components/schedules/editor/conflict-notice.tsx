import { GitMerge } from "lucide-react";
import { SubmitButton } from "@/components/forms/action-form";
import type { ConflictText } from "./editor-answer";

/** What somebody else changed meanwhile, beside what this person wants, and the choice to apply it all the same. */
export function ConflictNotice({ conflict }: { conflict: ConflictText }) {
  const { title, advice, columns, rows, apply } = conflict;
  return (
    <section role="alert" className="rounded-lg border border-status-warning/50 bg-status-warning-bg p-4 text-sm">
      <h2 className="flex items-center gap-2 font-semibold text-status-warning">
        <GitMerge aria-hidden className="size-4" /> {title}
      </h2>
      <div className="mt-3 overflow-x-auto rounded-md bg-card">
        <table className="w-full text-left">
          <thead>
            <tr className="text-xs text-muted-foreground">
              <th scope="col" className="px-3 py-2 font-medium">
                {columns.field}
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                {columns.theirs}
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                {columns.mine}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ field, theirs, mine, both }) => (
              <tr key={field} className="border-t border-border align-top">
                <th scope="row" className="px-3 py-2 font-medium">
                  {field}
                </th>
                <td className="px-3 py-2 wrap-anywhere">{theirs}</td>
                <td
                  className={
                    both ? "px-3 py-2 font-medium wrap-anywhere text-status-warning" : "px-3 py-2 wrap-anywhere"
                  }
                >
                  {mine}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-3">{advice}</p>
      <SubmitButton variant="primary" className="mt-3">
        {apply}
      </SubmitButton>
    </section>
  );
}
