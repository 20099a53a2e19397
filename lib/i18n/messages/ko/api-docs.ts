import type { Translated } from "../../messages.ts";
import type { apiDocs as english } from "../en/api-docs.ts";

export const apiDocs: Translated<typeof english> = {
  title: "API",
  description: "이 설치의 모든 경로와 각각의 입력 및 응답입니다. 설명은 모든 언어에서 영어로 표시됩니다.",
  document: "OpenAPI 문서",
  contents: "목차",
  filter: "API 찾기",
  filterHint: "run, schedules POST, cron:toggle",
  search: "검색",
  clear: "지우기",
  shown: "전체 {total, number}개 중 {shown, plural, other {#개}}",
  none: "일치하는 API가 없습니다",
  schemas: "스키마",
  required: "필수",
  place: { path: "경로", query: "쿼리", header: "헤더" },
  shape: "형태 {number, number}",
  parameters: "매개변수",
  body: "본문",
  answers: "응답",
  example: "응답 예시",
  showExample: "응답 예시 보기",
  curl: "curl로 호출",
  open: "공개",
  openToAll: "누구나 호출할 수 있습니다.",
  opens: "다음 중 하나로 호출할 수 있습니다: {ways}.",
  way: { apiKey: "API 키", session: "세션", cronSecret: "cron 비밀값" },
};
