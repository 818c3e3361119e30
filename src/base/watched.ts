/** How long work reports its progress and is stopped: every function that takes long accepts these options. */
export interface Watched {
  /** Called after each piece of work. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the work: the promise is rejected with the signal's reason. Nothing is kept, nothing is changed. */
  signal?: AbortSignal;
}

/** Lets timers, signals and messages in, which merely awaiting a tensor does not do. Call it between the pieces of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
