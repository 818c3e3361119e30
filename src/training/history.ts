/** What happened during training, ready to be drawn. */
export interface History {
  /** Loss of each step, from step 0. */
  loss: number[];
  learningRate: number[];
  /** Further numbers that the loss function returned, of each step: accuracy, share of active margins … */
  metrics: Record<string, number[]>;
  /** What the validation callback returned, with the number of steps done by then. */
  validation: { step: number; values: Record<string, number> }[];
  /** Sentences about what looked wrong. */
  warnings: string[];
}

/** A history before the first step. */
export function emptyHistory(): History {
  return { loss: [], learningRate: [], metrics: {}, validation: [], warnings: [] };
}

/** Adds one step's numbers. */
export function record(history: History, learningRate: number, { loss, ...metrics }: Record<string, number>): void {
  history.loss.push(loss);
  history.learningRate.push(learningRate);
  for (const [name, value] of Object.entries(metrics)) (history.metrics[name] ??= []).push(value);
}
