import type { Translated } from "../../translated.ts";
import type { unsubscribe as english } from "../en/unsubscribe.ts";

export const unsubscribe: Translated<typeof english> = {
  title: "알림 메일",
  ask: "{address} 주소로 {channel} 채널의 알림 메일을 보내고 있습니다. 그만 받으시겠습니까?",
  leave: "수신 거부",
  left: "이제 {address} 주소로 {channel} 채널의 메일을 보내지 않습니다. 이 설치의 관리자가 이를 확인할 수 있습니다.",
  unknown: "수신자의 링크가 아니거나 더는 유효하지 않습니다. 가장 최근 메일의 링크를 사용하세요.",
};
