import { CalendarPlus } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { pauseEverythingAction, pauseScheduleAction, resumeScheduleAction } from "@/app/pause-actions";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { BoardControls, boardPath, Legend } from "@/components/schedules/board/board-controls";
import { Lanes } from "@/components/schedules/board/lanes";
import { MeetingList } from "@/components/schedules/board/meetings";
import { ScheduleTable } from "@/components/schedules/board/schedule-table";
import { SlotList } from "@/components/schedules/board/slot-list";
import { PauseDialog } from "@/components/schedules/pause-dialog";
import { Empty } from "@/components/text/blocks";
import { firstValues, hrefOf, NEW_SCHEDULE_PATH, SCHEDULE_PATH, type SearchParams } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { boardQuery, readScheduleBoard } from "@/lib/dashboard/schedules/schedule-board";
import { openPage } from "@/lib/http/routes/page";
import { runScheduleAction, skipSlotAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("schedule"))("title") };
}

export default async function SchedulePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(SCHEDULE_PATH, address));
  const query = boardQuery.parse(address);
  const [t, board] = await Promise.all([getTranslations("schedule"), readScheduleBoard(deps, query)]);
  const mayChange = can("cron:schedule");
  const controls = mayChange
    ? {
        run: runScheduleAction,
        skip: skipSlotAction,
        pause: pauseScheduleAction,
        resume: resumeScheduleAction,
        requestKey: () => crypto.randomUUID(),
      }
    : null;
  return (
    <>
      <PageHeader title={t("title")}>
        <Live everySeconds={10} />
        {mayChange && board.pause === null && (
          <PauseDialog
            id="pause-everything"
            title={t("pause.everything")}
            action={pauseEverythingAction}
            subject={{}}
            meaning={t("pause.everythingMeans")}
            trigger={t("pause.everything")}
          />
        )}
        {mayChange && (
          <Button asChild variant="primary">
            <Link href={hrefOf(NEW_SCHEDULE_PATH, { job: query.job })}>
              <CalendarPlus aria-hidden /> {t("new")}
            </Link>
          </Button>
        )}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Card>
          <CardHeader>
            <BoardControls query={query} jobNames={deps.jobs.map(({ name }) => name)} />
          </CardHeader>
          {board.lanes.length === 0 ? (
            <Empty title={t("empty")}>{t("emptyHint")}</Empty>
          ) : query.view === "lanes" ? (
            <>
              <Lanes board={board} />
              <Legend />
            </>
          ) : (
            <SlotList board={board} />
          )}
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("meetings.title")}</CardTitle>
          </CardHeader>
          <MeetingList meetings={board.meetings} />
        </Card>
        {board.lanes.length > 0 && (
          <Card>
            <CardHeader>
              <CardTitle>{t("table.title")}</CardTitle>
            </CardHeader>
            <ScheduleTable lanes={board.lanes} controls={controls} />
            {(query.cursor !== undefined || board.nextCursor !== null) && (
              <nav aria-label={t("pages.title")} className="flex justify-center gap-2 border-t border-border px-4 py-3">
                {query.cursor !== undefined && (
                  <Button asChild size="sm" variant="ghost">
                    <Link href={boardPath({ ...query, cursor: undefined })}>{t("pages.first")}</Link>
                  </Button>
                )}
                {board.nextCursor !== null && (
                  <Button asChild size="sm" variant="ghost">
                    <Link href={boardPath({ ...query, cursor: board.nextCursor })}>{t("pages.next")}</Link>
                  </Button>
                )}
              </nav>
            )}
          </Card>
        )}
      </div>
    </>
  );
}
