import type { Translated } from "../../translated.ts";
import type { jobAudit as english } from "../en/job-audit.ts";

export const jobAudit: Translated<typeof english> = {
  empty: "이 작업을 변경한 사람이 없습니다.",
  emptyHint: "사용 전환, 실행, 일시 중지, 저장된 상태와 일정의 변경이 여기에 기록됩니다.",
  older: "이전 기록",
};
