import { History } from './history';

/** Training was stopped because going on makes no sense; the sentence names the likely cause. Weights are as they were. */
export class TrainingStopped extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'TrainingStopped';
  }
}

/** Steps that a suspicion must last before it counts. */
const patience = 30;

/**
 * The sentence about a loss that is not finite any more, with its cause. Before the first step has moved anything, the learning
 * rate cannot be it; afterwards, with pictures that are all finite, it is the likely one.
 */
export function nonFiniteCause(
  step: number,
  loss: number,
  { learningRate, history, arePicturesFinite }: { learningRate: number; history: History; arePicturesFinite: boolean },
): string {
  const before = history.loss
    .slice(-5)
    .map((value) => value.toPrecision(3))
    .join(', ');
  const what = `The loss is ${loss} at step ${step}${before ? ` (before: ${before})` : ''}.`;
  if (!arePicturesFinite) return `${what} The cause is the batch: its pictures hold numbers that are not finite.`;
  const likely =
    history.loss.length === 0
      ? 'the loss itself, as no step has been taken yet: a scale that is far too large, or a division by zero'
      : `a learning rate that is too large (it is ${learningRate.toPrecision(2)} now): try a tenth of it, or a warm-up`;
  return `${what} The likely cause is ${likely}.`;
}

/** A sentence when the embeddings have collapsed: their mean cosine has stayed above 0.98. */
export function collapseCause(history: History): string | undefined {
  const recent = (history.metrics.meanCosine ?? []).slice(-patience);
  if (recent.length < patience || recent.some((value) => value < 0.98)) return undefined;
  return (
    `The embeddings have collapsed: for ${patience} steps any two of a batch have pointed the same way (mean cosine ${recent[recent.length - 1].toFixed(3)}). ` +
    'Usual causes are mining only the hardest negatives, a learning rate that is too large, or a loss without anything that pushes identities apart.'
  );
}

/** A sentence when the loss sits on the margin, where a triplet loss rests once all distances are equal. */
export function stuckAtMarginCause(history: History, margin: number): string | undefined {
  const recent = history.loss.slice(-patience);
  const isStuck = recent.length === patience && recent.every((loss) => Math.abs(loss - margin) < 0.02 * margin);
  return isStuck
    ? `The loss has stayed at the margin (${margin}) for ${patience} steps: all distances have become equal. Mine semi-hard negatives, or lower the learning rate.`
    : undefined;
}
