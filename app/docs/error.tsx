"use client";
export { LoadFailed as default } from "@/components/frame/load-failed";
