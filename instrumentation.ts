/** Next calls this once per server process, before the first request, and never during a build. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startRuntime } = await import("./lib/runtime.ts");
  startRuntime();
}
