import type { Translated } from "../../translated.ts";
import type { runForm as english } from "../en/run-form.ts";

export const runForm: Translated<typeof english> = {
  title: "지금 실행",
  heading: "{job} 실행",
  crumb: "작업",
  noParams: "이 작업에는 매개변수가 없습니다.",
  submit: "지금 실행",
  preview: "명령 미리 보기",
  debug: "디버그 로그 남기기",
  debugHint: "작업이 debug 수준으로 남기는 로그도 이 실행의 로그에 표시됩니다.",
  disabled: "사용하지 않는 작업입니다. 아래를 선택하지 않으면 실행을 건너뜁니다.",
  paused: "다시 시작할 때까지 일시 중지된 작업입니다({reason}). 아래를 선택하지 않으면 실행을 건너뜁니다.",
  pausedUntil: "일시 중지된 작업입니다. 종료: <time></time>({reason}). 아래를 선택하지 않으면 실행을 건너뜁니다.",
  noReason: "이유가 적혀 있지 않음",
  forceMeans: "강제 실행은 이번 한 번뿐이며 작업의 상태는 그대로입니다. 강제 실행한 사실은 감사 기록에 남습니다.",
  force: "사용하지 않는 작업이지만 실행",
  forcePaused: "일시 중지되었지만 실행",
  byCommas: "쉼표로 구분합니다.",
  default: "기본값",
  required: "{kind}, 필수",
  kind: {
    text: "텍스트",
    number: "숫자",
    integer: "정수",
    boolean: "예 또는 아니요",
    choice: "목록에서 선택",
    list: "목록",
    json: "JSON",
  },
};
