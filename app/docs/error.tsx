"use client";

export { LoadFailed as default } from "@/components/shell/load-failed";
