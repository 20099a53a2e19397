import type { Translated } from "../../messages.ts";
import type { runForm as english } from "../en/run-form.ts";

export const runForm: Translated<typeof english> = {
  title: "지금 실행",
  heading: "{job} 실행",
  crumb: "작업",
  noParams: "이 작업에는 매개변수가 없습니다.",
  submit: "지금 실행",
  disabled: "사용하지 않는 작업입니다. 아래를 선택하지 않으면 실행을 건너뜁니다.",
  force: "사용하지 않는 작업이지만 실행",
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
