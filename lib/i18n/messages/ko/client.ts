import type { Translated } from "../../messages.ts";
import type { client as english } from "../en/client.ts";

export const client: Translated<typeof english> = {
  copy: "{what} 복사",
  copied: "복사됨",
  live: "실시간",
  liveOn: "{seconds, number}초마다 갱신됩니다. 누르면 멈춥니다",
  liveOff: "멈춰 있습니다. 누르면 다시 갱신합니다",
  newRuns: "{count, plural, other {새 실행 #건}}",
  curl: "같은 실행을 curl로",
  curlLine: "curl 명령",
  loadFailed: "이 페이지를 불러올 수 없습니다",
  loadFailedWhy: "데이터베이스가 응답하지 않는 등 서버에 오류가 발생했습니다. 변경된 것은 없습니다.",
  loadFailedDigest: "서버 로그에서 {digest}(으)로 자세한 내용을 찾을 수 있습니다.",
  tryAgain: "다시 시도",
};
