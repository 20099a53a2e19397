import type { Translated } from "../../translated.ts";
import type { shell as english } from "../en/shell.ts";

export const shell: Translated<typeof english> = {
  description: "예약 작업을 제때, 한 번만 실행하고 그러지 못하면 알립니다.",
  skip: "본문으로 건너뛰기",
  back: "돌아가기",
  close: "닫기",
  /** What every filter form has. */
  filter: {
    from: "시작(UTC)",
    to: "끝(UTC)",
    submit: "필터",
    clear: "지우기",
  },
  main: "주 메뉴",
  menu: "메뉴",
  overview: "개요",
  jobs: "작업",
  runs: "실행",
  schedule: "일정",
  alerts: "알림",
  health: "상태 점검",
  settings: "설정",
  breadcrumb: "현재 위치",
  signOut: "{email} 로그아웃",
  noRole: "역할 없음",
  role: { admin: "관리자", operator: "운영자", viewer: "조회자" },
  language: "언어",
  zone: "시간대",
  zones: { utc: "UTC", job: "작업 시간대", mine: "내 시간대" },
  zoneHints: {
    utc: "시각을 UTC로 표시",
    job: "시각을 각 작업의 시간대로 표시",
    mine: "시각을 내 시간대로 표시",
  },
  theme: "테마",
  themes: { system: "시스템 테마", light: "밝은 테마", dark: "어두운 테마" },
};
