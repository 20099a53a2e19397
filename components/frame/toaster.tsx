"use client";
import dynamic from "next/dynamic";
import type { CSSProperties } from "react";

// Nothing is announced before a person has pressed something: the page need not wait for it.
const Sonner = dynamic(() => import("sonner").then((module) => module.Toaster), { ssr: false });

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
