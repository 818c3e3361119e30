import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { arcFaceOfCosines } from '../losses/arcface';
import { correctLabels, hardSampleTerm } from '../losses/boundaryface';
import { cosineLogits } from '../losses/margin';
import { Method, weightsOnly } from './method';

/** The numbers of {@link boundaryFaceMethod}. */
export interface BoundaryFaceOptions {
  /** m, radians. */
  margin: number;
  /** s */
  scale: number;
  /** Weight of the term for hard samples: 0 repairs labels and no more (BoundaryF1); pi in the paper. */
  lambda: number;
  /** The step from which on labels are repaired, counted from 0. */
  from: number;
}

/**
 * BoundaryFace as a way to train: ArcFace up to step `from`, `boundaryFaceLoss` after it.
 *
 *     L = ArcFace(y)                                      steps 0 … from − 1
 *     L = ArcFace(y') + lambda · hard samples(y')         from then on,  y' = correctLabels(cos theta, y)
 *
 * Before a network can tell people apart, everyone lies deep inside somebody else's class, and what is repaired then is
 * spoilt. Labels are repaired for the step alone: the next time a picture comes up it is asked again. Records
 * `repaired`, the share of the batch that was trained under another label than it came with.
 */
export function boundaryFaceMethod({ margin, scale, lambda, from }: BoundaryFaceOptions): Method {
  return {
    label: `${lambda === 0 ? 'BoundaryF1' : 'BoundaryFace'}, m = ${margin}`,
    head: weightsOnly,
    inputs: (step) => ({ repairs: tf.scalar(step >= from ? 1 : 0) }),
    loss: ({ embeddings, labels, head, inputs: { repairs } }) => {
      const cosines = cosineLogits(embeddings, head.weights);
      const y = constant(() => {
        const moved = tf.sub(correctLabels(cosines, labels, { margin }), labels);
        return tf.add(labels, tf.mul(tf.cast(repairs, 'int32'), moved)) as tf.Tensor1D;
      });
      const repaired = constant(() => tf.mean(tf.cast(tf.notEqual(y, labels), 'float32')) as tf.Scalar);
      const arcFace = arcFaceOfCosines(cosines, y, { margin, scale });
      if (lambda === 0) return { loss: arcFace, repaired };
      const hard = tf.mul(tf.mul(repairs, lambda), hardSampleTerm(cosines, y, margin));
      return { loss: tf.add(arcFace, hard) as tf.Scalar, repaired };
    },
  };
}
