import type { Translated } from "../../translated.ts";
import type { jobState as english } from "../en/job-state.ts";

export const jobState: Translated<typeof english> = {
  title: "저장된 상태",
  ofKey: "{key}의 저장된 상태",
  none: "저장된 것이 없습니다.",
  keepsNone: "이 작업은 상태를 저장하지 않습니다. 실행마다 독립적입니다.",
  noneYet: "아직 저장된 것이 없습니다.",
  afterReset: "초기화되었습니다. 작업은 처음부터 시작합니다.",
  version: "버전",
  epoch: "에포크",
  saved: "저장 시각",
  savedBy: "저장한 주체",
  run: "실행 {id}",
  problem: "작업이 저장된 상태를 사용할 수 없습니다: {problem}",
  edit: "수정",
  reset: "초기화",
  editHint: "작업의 상태 스키마로 검사합니다. 작업을 앞으로 되돌리는 변경은 그 이후의 일을 다시 하게 합니다.",
  resetTitle: "상태를 초기화할까요?",
  resetCauses:
    "작업은 어디까지 했는지 잊고 다음 실행에서 처음부터 시작합니다. 되돌릴 수 없지만, 이전 상태는 감사 기록에 남습니다.",
  confirm: "예, 이 일을 다시 해도 됩니다",
  confirmMissing: "일을 다시 해도 된다는 칸을 선택하세요.",
  resetNow: "상태 초기화",
  cancel: "취소",
  notJson: "JSON이어야 합니다: {problem}",
  notNull: "null은 초기화를 뜻합니다. 초기화 단추를 사용하세요.",
  stale:
    "초기화하지 않았습니다. 이 화면을 열 때는 버전 {seen, number}이었지만 지금은 {version, number}입니다. 확인한 뒤 다시 하세요.",
};
