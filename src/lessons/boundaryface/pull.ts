import * as tf from '@tensorflow/tfjs';
import { tensorOf } from '../../base/host';
import { unitRows, type Matrix } from '../../base/matrix';
import { arcFaceMethod } from '../../methods/arcface';
import { boundaryFaceMethod } from '../../methods/boundaryface';
import { curricularFaceMethod } from '../../methods/curricularface';
import type { Method } from '../../methods/method';
import { mvArcFaceMethod } from '../../methods/mv-arcface';
import type { LabelKind } from './noise';

/** The losses whose pull is compared, with one margin and scale; BoundaryFace has begun to repair. */
export function pullingLosses(options: { margin: number; scale: number }): { name: string; method: Method }[] {
  return [
    { name: 'ArcFace', method: arcFaceMethod(options) },
    { name: 'MV-ArcFace', method: mvArcFaceMethod({ ...options, t: 0.1, adaptive: true }) },
    // A momentum of 1 has t at the mean cosine of these pictures at once, where training would have brought it by now.
    { name: 'CurricularFace', method: curricularFaceMethod({ ...options, momentum: 1 }) },
    { name: 'BoundaryF1', method: boundaryFaceMethod({ ...options, lambda: 0, from: 0 }) },
    { name: 'BoundaryFace', method: boundaryFaceMethod({ ...options, lambda: Math.PI, from: 0 }) },
  ];
}

/** For each kind of label: its share of the pictures, and of the pull on the network. */
export type Pull = Record<LabelKind, { pictures: number; gradient: number }>;

/**
 * Who pulls at the network: for every kind of label the share of Σ_i |∂L/∂z_i|, with z_i the embeddings on the unit sphere and L a
 * method's loss over all of them. What a loss multiplies everything by does not matter, only how it divides its attention.
 *
 * @param at embeddings [count, dim], their labels, the kind of each label, and class weights [classes, dim]
 * @param step the step that the method believes it is at: a loss may change while it trains
 */
export async function pullOf(
  method: Method,
  at: { embeddings: Matrix; labels: ArrayLike<number>; kinds: LabelKind[]; weights: Matrix },
  step: number,
): Promise<Pull> {
  const { embeddings, labels, kinds, weights } = at;
  const head = method.head(weights.rows, weights.columns, 1);
  const lengths = tf.tidy(() => {
    head.weights.assign(tensorOf(weights));
    const y = tf.tensor1d(Int32Array.from(labels), 'int32');
    const inputs = method.inputs?.(step) ?? {};
    const gradient = tf.grad((z: tf.Tensor) => {
      const result = method.loss({
        embeddings: z as tf.Tensor2D,
        labels: y,
        head: head as Record<string, tf.Tensor> as Record<string, tf.Tensor2D>,
        outputs: {},
        inputs,
      });
      return result instanceof tf.Tensor ? result : result.loss;
    })(tensorOf(unitRows(embeddings)));
    return tf.norm(gradient, 2, 1);
  });
  const each = Array.from(await lengths.data());
  tf.dispose([lengths, head]);
  const all = each.reduce((sum, length) => sum + length, 0);
  const ofKind = (kind: LabelKind): { pictures: number; gradient: number } => {
    const rows = kinds.flatMap((one, row) => (one === kind ? [row] : []));
    return {
      pictures: rows.length / kinds.length,
      gradient: rows.reduce((sum, row) => sum + each[row], 0) / all,
    };
  };
  return { right: ofKind('right'), flipped: ofKind('flipped'), outsider: ofKind('outsider') };
}
