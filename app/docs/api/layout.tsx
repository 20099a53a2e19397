import type { ReactNode } from "react";
import { BearerProvider } from "@/components/api-docs/bearer";

/** Around all pages of the API, so that a bearer typed on one is there on the next. */
export default function Layout({ children }: { children: ReactNode }) {
  return <BearerProvider>{children}</BearerProvider>;
}
