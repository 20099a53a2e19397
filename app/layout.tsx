import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { BrowserReports } from "@/components/frame/browser-reports";
import { browserReporting } from "@/lib/http/routes/page";
import { readTheme } from "./theme";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return {
    title: { default: "Belfry", template: "%s · Belfry" },
    description: t("description"),
    robots: { index: false },
  };
}

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [theme, locale, { client }] = await Promise.all([readTheme(), getLocale(), getMessages()]);
  const reporting = browserReporting();
  return (
    <html lang={locale} data-theme={theme} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        {reporting && <BrowserReports reporting={reporting} />}
        <NextIntlClientProvider messages={{ client }}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
