"use client";

import type { CSSProperties } from "react";
import { Toaster as Sonner } from "sonner";

/** Where short messages appear that nobody has to answer. They wear the colours of the page. */
export function Toaster() {
  return <Sonner position="bottom-right" closeButton style={COLOURS} toastOptions={{ duration: 8000 }} />;
}

const COLOURS = {
  "--normal-bg": "var(--card)",
  "--normal-text": "var(--foreground)",
  "--normal-border": "var(--border)",
  "--border-radius": "0.5rem",
} as CSSProperties;
