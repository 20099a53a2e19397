/**
 * Does work that Ctrl-C and SIGTERM ask to stop: the first one aborts the signal, a second one ends the process at
 * once. Afterwards they mean what they meant before.
 * @param onStop is told of the first one
 */
export async function stoppable<T>(work: (stop: AbortSignal) => Promise<T>, onStop = () => {}): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
    onStop();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
