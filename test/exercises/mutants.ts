/** A change to a solution that must cost points: the text in the solution, and what takes its place. */
export type Mutant = [from: string, to: string];

/** At least five for each exercise: a flipped sign, a dropped margin, a wrong axis, off by one … */
export const mutants: Record<string, Record<string, Mutant[]>> = {
  '03-facenet': {
    countTriplets: [
      ['count * (count - 1)', 'count * count'],
      ['(count - 1)', '(count - 1) / 2'],
      ['(labels.length - count)', '(pictures.size - 1)'],
      ['labels.length - count', 'labels.length - 1'],
      ['triplets += ', 'triplets = '],
      ['let triplets = 0', 'let triplets = 1'],
    ],
    tripletLoss: [
      ['tf.sub(toPositive, toNegative)', 'tf.sub(toNegative, toPositive)'],
      [', options.margin)', ', 0)'],
      ["tf.div(embeddings, tf.norm(embeddings, 'euclidean', 1, true))", 'embeddings'],
      ["'euclidean', 1, true", "'euclidean', 0, true"],
      ['tf.relu(', '('],
      ['tf.mean(', 'tf.sum('],
      ['tf.square(tf.sub(anchors, negatives))', 'tf.abs(tf.sub(anchors, negatives))'],
      ['const z =', 'embeddings = tf.variable(embeddings) as tf.Tensor2D; const z ='],
    ],
    semiHardTriplets: [
      ['> distances[a][p] &&', '>= distances[a][p] &&'],
      ['< distances[a][p] + margin', '<= distances[a][p] + margin'],
      ['< distances[a][best]', '> distances[a][best]'],
      ['distances[a][n] > distances[a][p] && ', ''],
      [' + margin', ' + 2 * margin'],
      ['labels[n] === labels[a] || ', ''],
      ['let p = 0', 'let p = a'],
    ],
    thresholdAtFar: [
      ['b - a', 'a - b'],
      ['i + 1 > far', 'i > far'],
      ['let threshold = Infinity', 'let threshold = descending[0]'],
      ['[...impostors]', 'impostors'],
      ['if (i + 1 < descending.length && descending[i + 1] === descending[i]) continue;', ''],
      ['> far * descending.length', '>= far * descending.length'],
    ],
  },
};
