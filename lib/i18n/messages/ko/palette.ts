import type { Translated } from "../../translated.ts";
import type { palette as english } from "../en/palette.ts";

export const palette: Translated<typeof english> = {
  open: "검색 또는 실행",
  keys: "Ctrl K",
  title: "명령 팔레트",
  placeholder: "작업, 페이지, 실행 ID, 할 일…",
  nothing: "일치하는 항목이 없습니다.",
  openRun: "실행 {id}",
  pages: "페이지",
  jobs: "작업",
  settings: "설정",
  shortcuts: "키보드 단축키",
  close: "닫기",
  screens: {
    overview: "개요",
    jobs: "작업",
    runs: "실행",
    schedule: "일정",
    alerts: "알림",
    health: "상태 점검",
    settings: "설정",
  },
  runJob: "{job} 지금 실행",
  logsOf: "{job} 로그 보기",
  enableJob: "{job} 사용",
  disableJob: "{job} 사용 안 함",
  pauseJob: "{job} 일시 중지",
  resumeJob: "{job} 재개",
  zones: { utc: "시각을 UTC로 표시", job: "시각을 작업 시간대로 표시", mine: "시각을 내 시간대로 표시" },
  themes: { system: "시스템 테마", light: "밝은 테마", dark: "어두운 테마" },
  speak: "언어: {language}",
};
