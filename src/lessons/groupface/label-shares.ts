import * as tf from '@tensorflow/tfjs';

/**
 * Probabilities of groups for faces that all lean the same way: softmax of normally distributed logits, to which `leaning` is added.
 *
 * @param leaning [K], what is added to each group's logit
 * @returns [count, K], the caller disposes it
 */
export function leaningFaces(count: number, leaning: number[], { seed }: { seed: number }): tf.Tensor2D {
  return tf.tidy(() => {
    const logits = tf.add(tf.randomNormal([count, leaning.length], 0, 1, 'float32', seed), tf.tensor1d(leaning));
    return tf.softmax(logits) as tf.Tensor2D;
  });
}

/** The share of the faces that each of K groups has, from the group of each, [count]. */
export function labelShares(labels: ArrayLike<number>, groups: number): number[] {
  const list = Array.from(labels);
  return Array.from({ length: groups }, (_, group) => list.filter((label) => label === group).length / list.length);
}

/**
 * Labels of the same faces that are made in different ways, as panels of the figure `groupOccupancy`: what does not change with time is drawn
 * as two equal moments. The tensors are read, not disposed.
 *
 * @param ways by name the group of each face, [count]
 */
export async function labelPanels(
  ways: Record<string, tf.Tensor>,
  groups: number,
): Promise<{ name: string; moments: { step: number; shares: number[] }[] }[]> {
  return Promise.all(
    Object.entries(ways).map(async ([name, labels]) => {
      const shares = labelShares(await labels.data(), groups);
      return { name, moments: [0, 1].map((step) => ({ step, shares })) };
    }),
  );
}
