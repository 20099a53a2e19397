"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input, Label } from "@/components/ui/field";

interface Bearer {
  token: string;
  set(token: string): void;
}

const Context = createContext<Bearer>({ token: "", set: () => undefined });

/** Keeps what was typed in memory only: it is gone with the page. */
export function BearerProvider({ children }: { children: ReactNode }) {
  const [token, set] = useState("");
  return <Context value={{ token, set }}>{children}</Context>;
}

/** The bearer that requests of this page are sent with; empty: none. */
export function useBearer(): string {
  return useContext(Context).token.trim();
}

/** The field has no name and stands in no form, so that nothing sends or remembers it. */
export function BearerField() {
  const t = useTranslations("client.api");
  const { token, set } = useContext(Context);
  return (
    <div>
      <Label htmlFor="api-bearer" className="mb-1 block">
        {t("bearer")}
      </Label>
      <div className="flex gap-2">
        <Input
          id="api-bearer"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => set(event.target.value)}
          placeholder={t("bearerHint")}
          aria-describedby="api-bearer-note"
          className="font-mono"
        />
        <Button type="button" variant="ghost" disabled={token === ""} onClick={() => set("")}>
          {t("forget")}
        </Button>
      </div>
      <p id="api-bearer-note" className="mt-1 text-[0.8125rem] text-muted-foreground">
        {t("bearerNote")}
      </p>
    </div>
  );
}
