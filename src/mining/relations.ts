import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import { expectNumber, expectShape, Labels, labelTensor } from '../base/inputs';
import { cosines } from '../distances';

/** At most this many cosines are on the device at a time (64 MiB). */
const CHUNK = 16 * 1024 * 1024;

/**
 * CoupleFace's informative identities (Liu et al., ECCV 2022): for each prototype, the k prototypes of other classes with
 * the largest cosine to it, nearest first. Mined once before training, from the mean of the teacher's embeddings of each
 * identity; the paper takes k = 100.
 *
 * Chunks of prototypes are compared with all: time prototypes² · dim, memory 64 MiB and the result.
 *
 * @param prototypes [prototypes, dim], any length
 * @param prototypeLabels [prototypes], the class of each; any order
 * @param k how many, from 1
 * @returns for row i of `prototypes` k rows of `prototypes`; of equally near ones the first
 * @throws InputError when shapes do not fit, something is empty, a prototype has fewer than k of other classes, or a label is
 *   out of range
 */
export async function informativeIdentities(
  prototypes: tf.Tensor2D,
  prototypeLabels: Labels,
  k: number,
): Promise<number[][]> {
  return informativeRelations(prototypes, prototypeLabels, prototypes, prototypeLabels, k);
}

/**
 * Informative relations sample by sample: for each sample the k prototypes of other classes with the largest cosine to the
 * teacher's embedding of it, nearest first. {@link informativeIdentities} does it class by class, as the paper has it.
 *
 * @param teacherEmbeddings [batch, dim]
 * @param labels [batch]
 * @param prototypes [prototypes, dim]
 * @param prototypeLabels [prototypes]
 * @param k how many, from 1
 * @returns for each sample k rows of `prototypes`
 * @throws InputError as {@link informativeIdentities}
 */
export async function informativeRelations(
  teacherEmbeddings: tf.Tensor2D,
  labels: Labels,
  prototypes: tf.Tensor2D,
  prototypeLabels: Labels,
  k: number,
): Promise<number[][]> {
  expectShape('teacherEmbeddings', teacherEmbeddings, { batch: 'any', dim: 'any' });
  expectShape('prototypes', prototypes, { prototypes: 'any', dim: teacherEmbeddings.shape[1] });
  const [batch, count] = [teacherEmbeddings.shape[0], prototypes.shape[0]];
  expectNumber(
    'k',
    k,
    Number.isInteger(k) && k >= 1 && k < count,
    `an integer in 1 … ${count - 1}, below the number of prototypes`,
  );
  const sampleLabels = tf.tidy(() => tf.clone(labelTensor(labels, batch)));
  const classLabels = tf.tidy(() => tf.clone(labelTensor(prototypeLabels, count)));
  const relations: number[][] = [];
  try {
    const rows = Math.max(1, Math.floor(CHUNK / count));
    for (let start = 0; start < batch; start += rows) {
      const size = Math.min(rows, batch - start);
      const { values, indices } = tf.tidy(() => {
        const cosine = cosines(tf.slice(teacherEmbeddings, [start, 0], [size, -1]), prototypes);
        const y = tf.reshape(tf.slice(sampleLabels, start, size), [size, 1]);
        const sameClass = tf.cast(tf.equal(y, tf.reshape(classLabels, [1, count])), 'float32');
        return tf.topk(tf.sub(cosine, tf.mul(sameClass, 4)), k); // the own class falls below −1
      });
      const [nearest, cosine] = await Promise.all([indices.data(), values.data()]);
      tf.dispose([values, indices]);
      for (let i = 0; i < size; i++) {
        if (!(cosine[i * k + k - 1] > -2)) {
          throw new InputError(
            `Sample ${start + i} has fewer than ${k} prototypes of other classes, or a number that is not finite: lower k or ` +
              'look at its embedding.',
          );
        }
        relations.push(Array.from(nearest.subarray(i * k, (i + 1) * k)));
      }
      await tf.nextFrame();
    }
  } finally {
    tf.dispose([sampleLabels, classLabels]);
  }
  return relations;
}

/**
 * The relations of a batch, looked up by class: sample i gets the list of the prototype whose class is its label.
 *
 * @param labels [batch]
 * @param prototypeLabels [prototypes], no class twice
 * @param identities from {@link informativeIdentities}, a list for each prototype
 * @throws InputError when a label has no prototype
 */
export function relationsOfBatch(
  labels: ArrayLike<number>,
  prototypeLabels: ArrayLike<number>,
  identities: number[][],
): number[][] {
  const rowOfClass = new Map(Array.from(prototypeLabels, (label, row) => [label, row]));
  return Array.from(labels, (label) => {
    const row = rowOfClass.get(label);
    if (row === undefined)
      throw new InputError(`Class ${label} has no prototype: make one from the teacher's embeddings.`);
    return identities[row];
  });
}
