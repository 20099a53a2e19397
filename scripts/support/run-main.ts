/** Runs an entry point; an error becomes one sentence on stderr and exit code 1 (with DEBUG set, its stack, too). */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(process.env.DEBUG ? error : `belfry: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
}
