import type { Translated } from "../../translated.ts";
import type { signIn as english } from "../en/sign-in.ts";

export const signIn: Translated<typeof english> = {
  title: "로그인",
  heading: "Belfry에 로그인",
  withoutRole: "{email} 계정에는 역할이 없습니다. 관리자에게 역할을 요청하거나 다른 계정으로 로그인하세요.",
  email: "이메일",
  password: "비밀번호",
  submit: "로그인",
  firstAdmin:
    "첫 관리자의 비밀번호는 <code>npm run quickstart</code> 실행 시 한 번 출력되었거나 ADMIN_PASSWORD에 설정되어 있습니다.",
  enterEmail: "이메일 주소를 입력하세요.",
  enterPassword: "비밀번호를 입력하세요.",
  refusal: {
    wrong: "이메일 또는 비밀번호가 올바르지 않습니다.",
    tooMany: "로그인 실패가 너무 많습니다. 최대 15분 뒤에 다시 시도하세요.",
    failed: "로그인하지 못했습니다. 다시 시도하세요.",
  },
};
