import type { Translated } from "../../translated.ts";
import type { client as english } from "../en/client.ts";
import { api } from "./api.ts";
import { live } from "./live.ts";
import { palette } from "./palette.ts";

export const client: Translated<typeof english> = {
  copy: "{what} 복사",
  copied: "복사됨",
  curl: "같은 실행을 curl로",
  curlLine: "curl 명령",
  curlForce: "이 주소로는 강제 실행할 수 없습니다. 사용 안 함 또는 일시 중지 상태가 그대로 적용됩니다.",
  cli: "명령줄에서 같은 실행",
  cliLine: "명령줄",
  loadFailed: "이 페이지를 불러올 수 없습니다",
  loadFailedWhy: "데이터베이스가 응답하지 않는 등 서버에 오류가 발생했습니다. 변경된 것은 없습니다.",
  loadFailedDigest: "서버 로그에서 {digest}(으)로 자세한 내용을 찾을 수 있습니다.",
  tryAgain: "다시 시도",
  once: {
    password: "{of}의 비밀번호",
    key: "API 키 {of}",
    hint: "지금 한 번만 표시되며 어디에도 저장되지 않습니다. 지금 복사하세요.",
    label: { password: "비밀번호", key: "API 키", curl: "curl 명령" },
  },
  api,
  live,
  palette,
  state: {
    json: "상태(JSON)",
    save: "저장",
    cancel: "취소",
    stale:
      "저장하지 않았습니다. 상태가 이미 버전 {version, number}입니다({who}이(가) 기록). 입력한 내용은 그대로 있습니다. 바뀐 부분을 확인한 뒤 다시 저장하면 그 내용으로 바꿉니다.",
    changes: "그사이 바뀐 것",
    nothing: "없음",
    whole: "상태 전체",
    run: "실행 {id}",
  },
  switch: {
    enabled: "{job}: 사용",
    disabled: "{job}: 사용 안 함",
    undo: "실행 취소",
    undoFailed: "되돌리지 못했습니다. 스위치를 직접 눌러 보세요",
  },
};
