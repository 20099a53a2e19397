import type { Translated } from "../../translated.ts";
import type { jobSchedule as english } from "../en/job-schedule.ts";

export const jobSchedule: Translated<typeof english> = {
  empty: "이 작업에는 일정이 없습니다.",
  emptyHint: "요청이 있을 때만 실행됩니다. 여기에서 일정을 추가할 수 있습니다.",
  notStored: "코드에 선언된 일정은 스케줄러가 시작되면 여기에 나타납니다.",
  drift: "코드와 다른 부분",
  next: "다음 실행 10개",
  settings: "설정",
  resume: "다시 시작",
  edit: "수정",
  pauseJob: "이 작업 일시 중지",
  add: "일정 추가",
  more: "이 작업의 모든 일정",
};
