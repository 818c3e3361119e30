/**
 * Runs work that the notebook's stop button ends cleanly: the first interrupt aborts the signal that the work was given,
 * so that it can stop at the next step and return what it has, and the cell ends as usual, its variables kept. A second
 * interrupt goes to the kernel, which gives up the cell. Without this, the kernel gives up the cell at once, forgets its
 * variables, and leaves the work running.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const others = process.listeners('SIGINT');
  const onInterrupt: NodeJS.SignalsListener = (signal) => {
    if (controller.signal.aborted && others.length > 0) others.forEach((listener) => listener(signal));
    controller.abort();
  };
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', onInterrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    others.forEach((listener) => process.on('SIGINT', listener));
  }
}
