import * as tf from '@tensorflow/tfjs';
import { boundaryFaceLoss } from '../src/losses/boundaryface';
import { combinedMarginLoss } from '../src/losses/margin';
import { batchAllTripletLoss, batchHardTripletLoss } from '../src/losses/triplet';
import { arcFaceMethod } from '../src/methods/arcface';
import { centerMethod } from '../src/methods/center';
import { contrastiveMethod } from '../src/methods/contrastive';
import { cosFaceMethod } from '../src/methods/cosface';
import { deepFaceMethod } from '../src/methods/deepface';
import { tripletMethod } from '../src/methods/facenet';
import { groupFaceMethod } from '../src/methods/groupface';
import { handedOver } from '../src/methods/handover';
import { weightsOnly, type Method } from '../src/methods/method';
import { modifiedSoftmaxMethod } from '../src/methods/modified-softmax';
import { sphereFaceMethod } from '../src/methods/sphereface';
import { subCenterMethod } from '../src/methods/sub-center';
import type { Knobs } from './knobs';

/** BoundaryFace repairs labels once the network tells people apart. */
export const repairFrom = 250;

/** Steps in which the modified softmax hands over to a margin: on a circle, classes that have met cannot pass each other. */
export const handover = { from: 0.25, until: 0.55, steps: 240 };

/** The library's method for a setting of the knobs. */
export function methodOfKnobs({ loss, m, m1, m3, scale }: Knobs): Method {
  switch (loss) {
    case 'softmax':
      return deepFaceMethod();
    case 'modified':
      return modifiedSoftmaxMethod();
    case 'sphereface':
      return sphereFaceMethod({ m, lambda: { start: 100, end: 0.5, halving: 40 } });
    case 'cosface':
      return handedOver(cosFaceMethod({ margin: m, scale }), handover);
    case 'arcface':
      return handedOver(arcFaceMethod({ margin: m, scale }), handover);
    case 'combined':
      return handedOver(
        {
          label: 'combined margin',
          head: weightsOnly,
          loss: ({ embeddings, labels, head }) =>
            combinedMarginLoss(embeddings, labels, head.weights, { m1, m2: m, m3, scale }),
        },
        handover,
      );
    case 'subcenter':
      return subCenterMethod({ centers: 2, margin: m, scale });
    case 'boundaryface':
      return handedOver(repairing(m, scale), handover);
    case 'groupface':
      return handedOver(scalarOnly(m, scale), handover);
    case 'center':
      return centerMethod({ balance: m, alpha: 0.5 });
    case 'contrastive':
      return contrastiveMethod({ weight: 1, margin: m });
    case 'semihard':
      return tripletMethod({ margin: m });
    case 'hardest':
      return {
        label: 'triplet, hardest',
        head: () => ({}),
        loss: ({ embeddings, labels }) => batchHardTripletLoss(embeddings, labels, { margin: m }),
      };
    case 'all':
      return {
        label: 'triplet, all',
        head: () => ({}),
        loss: ({ embeddings, labels }) => batchAllTripletLoss(embeddings, labels, { margin: m }),
      };
  }
}

/** ArcFace at first, BoundaryFace's repair of labels from {@link repairFrom} on. */
function repairing(margin: number, scale: number): Method {
  const arcFace = arcFaceMethod({ margin, scale });
  return {
    ...arcFace,
    inputs: (step) => ({ repairs: tf.scalar(step >= repairFrom ? 1 : 0) }),
    loss: (given) => {
      const { embeddings, labels, head, inputs } = given;
      const repaired = boundaryFaceLoss(embeddings, labels, head.weights, { margin, scale, lambda: 0 });
      const plain = arcFace.loss(given) as tf.Scalar;
      return tf.add(tf.mul(inputs.repairs, repaired), tf.mul(tf.sub(1, inputs.repairs), plain)) as tf.Scalar;
    },
  };
}

/** GroupFace with its loss alone: what else it measures is not shown. */
function scalarOnly(margin: number, scale: number): Method {
  const method = groupFaceMethod({ margin, scale, groups: 2, lambda: 0.1, labels: 'balanced', momentum: 0.9 });
  return {
    ...method,
    loss: (given) => {
      const result = method.loss(given);
      return result instanceof tf.Tensor ? result : result.loss;
    },
  };
}
