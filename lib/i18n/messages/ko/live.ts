import type { Translated } from "../../translated.ts";
import type { live as english } from "../en/live.ts";

export const live: Translated<typeof english> = {
  label: "실시간",
  paused: "멈춤",
  on: "새 소식이 저절로 표시됩니다. 누르면 멈춥니다",
  off: "멈춰 있습니다. 누르면 다시 표시합니다",
  age: "{seconds, number}초 전 갱신",
  loading: "불러오는 중",
  newRuns: "{count, plural, other {새 실행 #건}}",
  changed: "바뀐 내용 보기",
  started: "{job} 작업을 시작했습니다.",
  failed: "{job} 실패: {error}",
  open: "열기",
  noReason: "이유가 남아 있지 않습니다",
  log: {
    follow: "따라가기",
    followOn: "새 줄을 따라갑니다. 누르면 그대로 있습니다",
    followOff: "읽던 곳에 그대로 있습니다. 누르면 새 줄을 따라갑니다",
    below: "{count, plural, other {아래에 새 줄 #개}}",
    lines: "로그 줄",
    none: "로그가 없습니다.",
    noneYet: "아직 로그가 없습니다.",
  },
};
