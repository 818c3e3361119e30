import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { groupWeightsName } from './groupface-network';
import { BatchNorm } from './layers';

/** The result of hard GroupFace for a batch. */
export interface HardEmbeddings {
  /** [batch, dim] */
  embeddings: tf.Tensor2D;
  /** [batch], argmax p. */
  chosen: Int32Array;
}

/**
 * Hard GroupFace as it is used once it is trained: the decision network comes first, and of the K group layers only the
 * chosen one is computed,
 *
 *     k_i = argmax p_i,   embedding_i = BN(v_i + W_k_i s_i), or without BN where the instance was centred instead
 *
 * at a cost of shared · dim multiply-adds per picture instead of K · shared · dim. The pictures of a batch that chose the same
 * group go through its layer together. The result is that of the network with `hardAggregation`, in inference mode.
 *
 * @param network a network of `groupFaceNetwork`; it may have been trained soft or hard. It stays the caller's to dispose
 * @returns a function from what the network takes, [batch, size, size, 3] or descriptors [batch, length], to embeddings
 *   [batch, dim], the caller's to dispose, and the group of each picture
 * @throws InputError when the network is not GroupFace
 */
export function hardGroupFace(network: tf.LayersModel): (images: tf.Tensor) => Promise<HardEmbeddings> {
  const names = [groupWeightsName, 'instance', 'groupLogits', 'embeddings'];
  const [groupLayer, instance, groupLogits, last] = names.map((name) => {
    const layer = network.layers.find((candidate) => candidate.name === name);
    expect(
      layer !== undefined,
      `The network has no layer "${name}", so it has no groups to choose from: pass one that groupFaceNetwork built.`,
    );
    return layer!;
  });
  const outputs = [groupLayer.input, instance.output, groupLogits.output] as tf.SymbolicTensor[];
  // Borrows the network's layers and has no tensor of its own, so it is not disposed.
  const upToDecision = tf.model({ inputs: network.inputs, outputs });
  return async (images) => {
    const [s, v, k] = tf.tidy(() => {
      const [feature, own, logits] = upToDecision.apply(images, { training: false }) as tf.Tensor2D[];
      return [feature, own, tf.argMax(logits, 1)];
    }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    const chosen = Int32Array.from(await k.data());
    const weights = groupLayer.getWeights()[0] as tf.Tensor2D; // [shared, K · dim]
    const embeddings = tf.tidy(() => {
      const sum = tf.add(v, chosenGroups(s, weights, chosen, v.shape[1]));
      return (last instanceof BatchNorm ? last.call(sum, { training: false }) : sum) as tf.Tensor2D;
    });
    tf.dispose([s, v, k]);
    return { embeddings, chosen };
  };
}

/** W_k_i s_i of each row i, [batch, dim]: one matrix product for each group that any row chose. */
function chosenGroups(s: tf.Tensor2D, weights: tf.Tensor2D, chosen: Int32Array, dim: number): tf.Tensor2D {
  const rowsOf = new Map<number, number[]>();
  chosen.forEach((group, row) => rowsOf.set(group, [...(rowsOf.get(group) ?? []), row]));
  const parts = [...rowsOf].map(([group, rows]) => {
    const ofGroup = tf.slice2d(weights, [0, group * dim], [-1, dim]); // W_k
    return tf.matMul(tf.gather(s, tf.tensor1d(rows, 'int32')), ofGroup);
  });
  // Row i of the parts, one below the other, belongs to picture order[i].
  const order = [...rowsOf.values()].flat();
  const place = new Int32Array(order.length);
  order.forEach((row, position) => (place[row] = position));
  return tf.gather(tf.concat(parts, 0), tf.tensor1d(place, 'int32')) as tf.Tensor2D;
}
