import type { Translated } from "../../translated.ts";
import type { api as english } from "../en/api.ts";

export const api: Translated<typeof english> = {
  bearer: "API 키 또는 cron 비밀값",
  bearerHint: "bfy_…",
  bearerNote: "아래 요청에 함께 전송됩니다. 이 페이지의 메모리에만 있으며 페이지를 떠나면 사라집니다.",
  forget: "지우기",
  sendOf: "{name} 보내기",
  submit: "보내기",
  sending: "보내는 중…",
  body: "본문 (JSON)",
  asYourself: "로그인한 본인으로 실제로 전송됩니다.",
  asBearer: "위에 입력한 키로 실제로 전송됩니다.",
  unreachable: "응답이 없습니다. 서버가 응답하지 않거나 보낼 수 없는 주소입니다.",
  answer: "응답",
  answerBody: "응답 본문",
  cut: "나머지는 표시하지 않습니다.",
};
