/** How long work says where it is, and how it is stopped: what every function that takes its time understands. */
export interface Watched {
  /** Called after each piece of work. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the work: the promise is rejected with the signal's reason. Nothing is kept, nothing is changed. */
  signal?: AbortSignal;
}

/** Lets timers, signals and messages in, which awaiting a tensor alone does not: called between the pieces of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
