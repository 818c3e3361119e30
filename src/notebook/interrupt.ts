/**
 * Runs work that the notebook's stop button ends cleanly: the first interrupt aborts the signal that the work was given,
 * so that it can stop at the next step and return what it has, and the cell ends as usual, its variables kept. A second
 * interrupt goes to the kernel, which gives up the cell. Without this, the kernel gives up the cell at once, forgets its
 * variables, and leaves the work running.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  // The kernel runs a cell up to its first await with Node's own interrupt handling, which takes all listeners away and
  // afterwards resets the signal: a listener added before that would be lost, and an interrupt would end the process.
  await new Promise((resolve) => setImmediate(resolve));
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
