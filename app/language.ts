import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, localeOf } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages";
import { readZone } from "./zone";

/** How next-intl learns the language and the zone of a request; next.config.ts tells it of this file. */
export default getRequestConfig(async () => {
  const [jar, header, timeZone] = await Promise.all([cookies(), headers(), readZone()]);
  const locale = localeOf({
    chosen: jar.get(LOCALE_COOKIE)?.value,
    acceptLanguage: header.get("accept-language"),
  });
  return { locale, messages: messagesOf(locale), timeZone };
});
