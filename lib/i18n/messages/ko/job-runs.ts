import type { Translated } from "../../translated.ts";
import type { jobRuns as english } from "../en/job-runs.ts";

export const jobRuns: Translated<typeof english> = {
  filter: "필터",
  status: {
    all: "전체",
    success: "완료",
    partial: "일부 완료",
    failed: "실패",
    skipped: "건너뜀 또는 놓침",
    started: "실행 중",
  },
  toLogs: "모든 필터와 내보내기",
  count: "{count, plural, other {실행 #건}}",
  countAtLeast: "실행 {count, number}건 이상",
  empty: "조건에 맞는 실행이 없습니다.",
  pages: "페이지",
  newer: "최신",
  older: "이전",
  pageOf: "{pages, number}쪽 중 {page, number}쪽",
};
