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

/** Whether something that was read from a file is a history. */
export function isHistory(value: unknown): value is History {
  const { loss, learningRate, metrics, validation, warnings } = (value ?? {}) as Partial<
    Record<keyof History, unknown>
  >;
  const areNumbers = (list: unknown): boolean => Array.isArray(list) && list.every((number) => Number.isFinite(number));
  return (
    areNumbers(loss) &&
    areNumbers(learningRate) &&
    (loss as number[]).length === (learningRate as number[]).length &&
    typeof metrics === 'object' &&
    metrics !== null &&
    Object.values(metrics).every(Array.isArray) &&
    Array.isArray(validation) &&
    Array.isArray(warnings)
  );
}
