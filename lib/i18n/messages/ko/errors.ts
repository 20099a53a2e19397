import type { Translated } from "../../translated.ts";
import type { errors as english } from "../en/errors.ts";

export const errors: Translated<typeof english> = {
  notFound: "찾을 수 없음",
  noPage: "페이지가 없습니다",
  noPageHint: "주소가 잘못되었거나 페이지가 옮겨졌습니다.",
  noJob: "코드에 이 이름의 작업이 없습니다.",
  noRun: "실행이 없거나 이미 삭제되었습니다.",
  noRunHint: "오래된 실행은 일정 기간 뒤 삭제되고 횟수만 통계에 남습니다.",
  toJobs: "작업 목록으로",
  toRuns: "실행 목록으로",
  notStarted: "시작하지 않음: {reason}",
};
