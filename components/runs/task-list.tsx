import { useTranslations } from "next-intl";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { TaskEntry, TaskSummary } from "@/lib/dashboard/runs/run-tasks";
import { DetailsCell, STATE_LOOKS, StatusBadge } from "./run-parts";

/** Rows that the card shows; the API lists all. */
const MAX_ROWS = 20;

type TaskState = TaskEntry["status"];

/** What a run fanned out: how many tasks are in which state, and those that are not done, failed ones first. */
export function TaskList({ tasks }: { tasks: TaskSummary }) {
  const t = useTranslations("run");
  const open = tasks.items.filter(({ status }) => status !== "completed").slice(0, MAX_ROWS);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("tasks")}</CardTitle>
        <span className="text-[0.8125rem] text-muted-foreground">{t("tasksTotal", { count: tasks.total })}</span>
      </CardHeader>
      <CardContent>
        <ul className="flex flex-wrap gap-2">
          {Object.entries(tasks.byStatus).map(([status, count]) =>
            count === 0 ? null : <StateCount key={status} state={status as TaskState} count={count} />,
          )}
        </ul>
      </CardContent>
      {open.length > 0 && <TaskTable tasks={open} total={tasks.total - tasks.byStatus.completed} />}
    </Card>
  );
}

function StateCount({ state, count }: { state: TaskState; count: number }) {
  const words = useTranslations("words");
  const { tone, icon: Icon } = STATE_LOOKS[state];
  return (
    <li>
      <Badge tone={tone}>
        <Icon aria-hidden /> {words(`state.${state}`)} {words("number", { value: count })}
      </Badge>
    </li>
  );
}

function TaskTable({ tasks, total }: { tasks: readonly TaskEntry[]; total: number }) {
  const t = useTranslations("run");
  return (
    <div className="@container">
      <Table>
        <thead>
          <tr className="border-t border-border">
            <TableHead>{t("taskItem")}</TableHead>
            <TableHead>{t("taskState")}</TableHead>
            <TableHead className="@max-xl:hidden">{t("taskAttempts")}</TableHead>
            <TableHead className="@max-xl:hidden">{t("taskError")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <TaskTableRow key={task.id} task={task} />
          ))}
        </tbody>
      </Table>
      {total > tasks.length && (
        <p className="px-4 py-3 text-[0.8125rem] text-muted-foreground">{t("tasksShown", { count: tasks.length })}</p>
      )}
    </div>
  );
}

function TaskTableRow({ task }: { task: TaskEntry }) {
  const words = useTranslations("words");
  return (
    <TableRow>
      <TableCell className="max-w-60 truncate @max-xl:w-full @max-xl:max-w-0" title={task.itemId}>
        {task.itemId}
        <span className="block truncate text-xs text-muted-foreground">{task.task}</span>
        {task.error && (
          <span className="block text-xs wrap-anywhere whitespace-normal text-muted-foreground @xl:hidden">
            {task.error}
          </span>
        )}
      </TableCell>
      <TableCell>
        <StatusBadge state={task.status} />
        {task.nextAttemptAt && (
          <span className="block text-xs text-muted-foreground">
            <Time at={task.nextAttemptAt} />
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-xl:hidden">
        {words("attempts", { attempt: task.attempts, attempts: task.maxAttempts })}
      </TableCell>
      <TableCell className="w-full max-w-0 @max-xl:hidden">
        <DetailsCell text={task.error} />
      </TableCell>
    </TableRow>
  );
}
